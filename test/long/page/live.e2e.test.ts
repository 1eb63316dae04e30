import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/cli/gate.js';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { startService } from '../../support/flows/service.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { openPage, place, type Served, startBrowser, startUi } from '../../support/page/browser.js';

let lab: Lab;
let browser: Browser;
let served: Served;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  await ok(lab, 'peer', 'vpc1', 'vpc2');
  await ok(lab, 'apply-firewall', 'vpc1', 'public', POLICY_FILE);
  served = await startUi(lab);
  browser = await startBrowser(lab);
});
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

/** A packet that the policy of vpc1/public denies: rule 2. */
const knock = () => lab.shell('ip netns exec vpc2-web nc -w1 10.0.1.1 22');
const rules = async () => (await lab.shell('nft -s list ruleset')).stdout;

it('denied packets come as they are denied, are filtered by a click, and ask reach', async () => {
  const before = await rules();
  const { context, page, troubles } = await openPage(browser, served);
  await page.getByRole('tab', { name: 'Now' }).click();
  await page.getByRole('button', { name: 'Watch: Denied packets' }).click();
  await page.getByText('Watching. No packet was denied yet.').waitFor();
  await knock();
  const row = page.locator('.feed li.denied').first();
  await row.waitFor();
  const text = await row.textContent();
  expect(text).toMatch(/vpc2\/web:\d+ → vpc1\/public:22 tcp/);
  expect(text).toContain('rule 2 of the ingress policy of vpc1/public');
  await row.getByRole('button', { name: /^vpc2\/web/ }).click();
  expect(await page.getByLabel('Filter: Denied packets').inputValue()).toBe('vpc2/web');
  expect(await row.isVisible()).toBe(true);
  await page.getByLabel('Filter: Denied packets').fill('vpc1/private');
  expect(await row.isVisible()).toBe(false);
  await page.getByLabel('Filter: Denied packets').fill('');
  await row.getByRole('button', { name: 'why' }).click();
  await page.locator('.verdict.no').waitFor();
  expect(troubles).toEqual([]);
  // Who watches no more leaves nothing in the filter.
  await context.close();
  await eventually(async () => expect(await rules()).toBe(before));
});

it('the rules of a policy count, and the page counts on', async () => {
  const { page, troubles } = await openPage(browser, served);
  await place(page, 'vpc1/public').click();
  const count = page.locator('.rules tbody tr').nth(1).locator('.count');
  const before = Number(await count.textContent());
  await knock();
  await eventually(async () => expect(Number(await count.textContent())).toBeGreaterThan(before));
  expect(troubles).toEqual([]);
});

it('flows come as the flow logs record them', async () => {
  await startService(lab, '--format', 'json');
  await ok(lab, 'flow-logs', 'enable', 'vpc1', '--aggregate', '1s');
  const { page, troubles } = await openPage(browser, served);
  await page.getByRole('tab', { name: 'Now' }).click();
  await page.getByRole('button', { name: 'Watch: Flows' }).click();
  const ping = ['netns', 'exec', 'vpc1-private', 'ping', '-q', '-i', '0.2', '10.0.1.1'];
  const pinging = lab.start('ip', ping);
  const row = page.locator('.feed li', { hasText: 'vpc1/private →' }).first();
  await row.waitFor();
  expect(await row.textContent()).toMatch(/vpc1\/private → +vpc1\/public +\d.*B/);
  await pinging.stop();
  await ok(lab, 'undo');
  expect(troubles).toEqual([]);
});

it('ends with the server, and leaves no rule', async () => {
  const before = await rules();
  const other = await startUi(lab);
  const { page } = await openPage(browser, other);
  await page.getByRole('tab', { name: 'Now' }).click();
  await page.getByRole('button', { name: 'Watch: Denied packets' }).click();
  await page.getByText('Watching.').waitFor();
  expect(await rules()).not.toBe(before);
  await other.process.stop();
  expect(await rules()).toBe(before);
});

it('shows the throughput of a workload, and gives its packets as a file', async () => {
  const { page, troubles } = await openPage(browser, served);
  await place(page, 'vpc1/private').click();
  await page.locator('.spark').waitFor();
  const ping = lab.start('ip', [
    ...['netns', 'exec', 'vpc1-private', 'ping', '-q', '-i', '0.05', '-s', '1000', '10.0.0.1'],
  ]);
  await page.locator('.throughput .legend .out', { hasText: 'kB/s' }).waitFor();
  await page.getByLabel('Seconds').selectOption('5');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Capture', exact: true }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toBe('vpc1-private.pcapng');
  await page.getByText('The file is for Wireshark').waitFor();
  await ping.stop();
  await page.getByLabel('Filter of the capture').fill('no such $(word)');
  await page.getByRole('button', { name: 'Capture', exact: true }).click();
  await page.locator('.capture + div .failure').waitFor();
  expect(troubles.filter((text) => !text.includes('400'))).toEqual([]);
});
