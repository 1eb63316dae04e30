import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { newDirectory } from '../../support/directories.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { openPage, picture, place, startBrowser, startUi } from '../../support/page/browser.js';
import { writeStateDirectory } from '../../support/scale/state-directory.js';

const AXE = readFileSync(
  createRequire(import.meta.filename).resolve('axe-core/axe.min.js'),
  'utf8',
);

let lab: Lab;
let browser: Browser;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  await ok(lab, 'peer', 'vpc1', 'vpc2', '-m', 'the shops share their stock');
  await ok(lab, 'apply-firewall', 'vpc1', 'public', POLICY_FILE);
  await ok(lab, 'add-instance', 'vpc1', 'private', 'db1');
  await ok(lab, 'add-instance', 'vpc1', 'private', 'db2');
  await ok(lab, 'forward', 'vpc1', 'public', '8080:80');
  await ok(lab, 'delete-instance', 'vpc1', 'private', 'db2');
  await ok(lab, 'undo');
  browser = await startBrowser(lab);
});
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

/** What axe finds: the rule, and the elements. */
async function faults(page: Page): Promise<string[]> {
  // By the debugger: the policy of the page would refuse it, as it should.
  await page.evaluate(AXE);
  const found: unknown = await page.evaluate('axe.run()');
  const { violations } = found as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Each part of the page, one after the other. */
const PARTS: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['list', async () => {}],
  [
    'details',
    async (page) => {
      await place(page, 'vpc1/public').click();
      await page.locator('.rules').first().waitFor();
    },
  ],
  [
    'past',
    async (page) => {
      await page.getByLabel('Entry of the history').fill('5');
      await page.locator('.added').first().waitFor();
    },
  ],
  [
    'reach',
    async (page) => {
      await page.keyboard.press('n');
      await page.getByRole('tab', { name: 'Reach' }).click();
      await place(page, 'vpc2/web').click();
      await place(page, 'vpc1/public').click();
      await page.locator('.way').waitFor();
    },
  ],
  [
    'matrix',
    async (page) => {
      await page.getByRole('tab', { name: 'Matrix' }).click();
      await page.locator('.heat').waitFor();
    },
  ],
  [
    'drawing',
    async (page) => {
      await page.getByRole('tab', { name: 'Drawing' }).click();
      await page.locator('#drawing [data-id="vpc1"]').first().waitFor();
    },
  ],
  [
    'question',
    async (page) => {
      await page.getByLabel('Entry of the history').fill('6');
      await page.getByRole('button', { name: 'Revert…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
];

describe.each([
  ['light', { colorScheme: 'light' as const }],
  ['dark', { colorScheme: 'dark' as const }],
  ['narrow', { viewport: { width: 375, height: 760 } }],
])('the page, %s', (name, options) => {
  it('has no fault that axe knows, and does not scroll sideways', async () => {
    const served = await startUi(lab);
    const { page, troubles } = await openPage(browser, served, options);
    for (const [part, open] of PARTS) {
      await open(page);
      expect(await faults(page), part).toEqual([]);
      const width = 'document.documentElement.scrollWidth - innerWidth';
      expect(await page.evaluate(width), part).toBeLessThanOrEqual(0);
      await picture(page, `${part}-${name}`);
    }
    expect(troubles).toEqual([]);
    await served.process.stop();
  });
});

it('200 subnets and 1,000 entries are shown, and the timeline is dragged over all of them', async () => {
  const home = join(newDirectory('vpcctl-page-'), 'state');
  const size = { vpcs: 20, subnets: 200, rules: 400, entries: 2000 };
  await writeStateDirectory(home, size, 'of another version');
  const served = await startUi(lab, [], { VPCCTL_HOME: home });
  const { page, troubles } = await openPage(browser, served, {
    viewport: { width: 1440, height: 900 },
  });
  expect(await page.locator('.summary').textContent()).toBe('20 VPCs, 200 subnets, 0 instances');
  expect(await page.locator('.subnet:visible').count()).toBe(200);
  await picture(page, 'large');
  await matrixIsUsedByKeys(page);
  await page.getByRole('tab', { name: 'List' }).click();
  const frames = await page.evaluate(DRAG);
  console.log(`while the timeline was dragged: ${JSON.stringify(frames)}`);
  await page.getByLabel('Entry of the history').fill('0');
  expect(await page.locator('.summary').textContent()).toBe('0 VPCs, 0 subnets, 0 instances');
  expect(await page.locator('.place:visible').count()).toBe(0);
  await page.keyboard.press('n');
  expect(await page.locator('.subnet:visible').count()).toBe(200);
  expect(troubles).toEqual([]);
  const paint = await page.evaluate(
    "Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)",
  );
  console.log(`first paint after ${paint} ms`);
});

/** The matrix of 40,000 pairs: it fits a screen, and its VPCs are opened and closed by keys. */
async function matrixIsUsedByKeys(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Matrix' }).click();
  const matrix = page.getByRole('region', { name: 'Matrix' });
  await matrix.waitFor();
  const focus = page.locator(':focus');
  const focused = async () => (await focus.getAttribute('aria-label')) ?? focus.textContent();
  expect(await matrix.locator('tbody tr').count()).toBe(22);
  expect(await page.getByRole('status').filter({ hasText: 'pairs' }).textContent()).toContain(
    '40,600 pairs',
  );
  await picture(page, 'matrix-large');
  await matrix.locator('tbody button[tabindex="0"]').focus();
  await page.keyboard.press('Home');
  expect(await focused()).toBe('▸ v0 (10)');
  await page.keyboard.press('Enter');
  expect(await matrix.locator('tbody tr').count()).toBe(32);
  // The focus is where it was, in another table.
  expect(await focused()).toBe('▾ v0 (10)');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toMatch(/^v0\/s0 to v0: \d+%, \d of 9 pairs yes/);
  expect(await faults(page)).toEqual([]);
  await picture(page, 'matrix-open');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.locator('.answer').waitFor();
  expect(await page.locator('#reach-from').inputValue()).toBe('v0/s0');
}

/** Drags the slider over the whole track for 120 frames; gives how long these took. */
const DRAG = `new Promise((done) => {
  const slider = document.querySelector('.slider');
  const times = [];
  let before = performance.now();
  const step = (now) => {
    times.push(now - before);
    before = now;
    if (times.length > 121) {
      const frames = times.slice(2).sort((a, b) => a - b);
      const at = (part) => Math.round(frames[Math.floor((frames.length - 1) * part)] * 10) / 10;
      const perSecond = Math.round(1000 * frames.length / frames.reduce((a, b) => a + b));
      return done({ perSecond, median: at(0.5), slowest: at(1) });
    }
    slider.value = Math.round(slider.max * (0.5 + 0.5 * Math.sin(times.length / 12)));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;
