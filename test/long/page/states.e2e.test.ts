import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/cli/gate.js';
import { buildTutorial } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { openPage, place, type Served, startBrowser, startUi } from '../../support/page/browser.js';

let lab: Lab;
let browser: Browser;
let served: Served;
beforeAll(async () => {
  lab = await startLab();
  browser = await startBrowser(lab);
  served = await startUi(lab, ['--allow-changes']);
});
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

const focused = (page: Page) => page.locator(':focus').textContent();

it('where nothing exists each part says what to do first', async () => {
  const { page, troubles } = await openPage(browser, served);
  await page.getByText('There are no VPCs yet: vpcctl create-vpc').waitFor();
  await page.getByRole('tab', { name: 'Drawing' }).click();
  await page.locator('#drawing').getByText('no VPC yet').waitFor();
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByText('There are no workloads: vpcctl add-subnet').waitFor();
  expect(await page.locator('#matrix .legend').textContent()).toBe('');
  await buildTutorial(lab);
  await page.locator('#matrix .heat').waitFor();
  expect(troubles).toEqual([]);
});

it('says that a search finds nothing, and that a place does not exist at a time', async () => {
  const { page } = await openPage(browser, served);
  await page.locator('#search').fill('no-such-name');
  await page.getByText('Nothing here has these words.').waitFor();
  await page.locator('#search').fill('');
  await place(page, 'vpc2/web').click();
  await page.getByRole('heading', { name: 'vpc2/web' }).waitFor();
  await page.getByLabel('Entry of the history').fill('2');
  await page.getByText('It does not exist at this time.').waitFor();
  expect(await page.locator('.side .failure').count()).toBe(0);
});

it('keeps the focus where it was, though what had it is made anew', async () => {
  const { page } = await openPage(browser, served);
  await ok(lab, 'peer', 'vpc1', 'vpc2');
  await page.locator('#entry', { hasText: 'Entry 6' }).waitFor();
  await page.getByLabel('Entry of the history').fill('3');
  const colour = page.getByLabel('Colour');
  await colour.focus();
  await colour.selectOption('now');
  expect(await page.locator(':focus').inputValue()).toBe('now');
  await page.getByRole('button', { name: 'Now' }).click();
  expect(await page.locator(':focus').getAttribute('class')).toBe('slider');
  await page.getByRole('button', { name: 'Revert…' }).click();
  const dialog = page.getByRole('dialog');
  // What is wide is scrolled by itself.
  const body = dialog.locator('.dialog-body');
  expect(await body.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
  await dialog.getByRole('button', { name: 'Revert', exact: true }).click();
  await page.locator('#entry', { hasText: 'Entry 7' }).waitFor();
  await eventually(async () => expect(await focused(page)).toBe('What it changed'));
  // What was done is told where it covers nothing.
  const note = await page.locator('.note').boundingBox();
  const tab = await page.getByRole('tab', { name: 'Now' }).boundingBox();
  expect((note?.y ?? 0) + (note?.height ?? 0)).toBeLessThanOrEqual(tab?.y ?? 0);
});

it('tells why there is no drawing', async () => {
  const { page } = await openPage(browser, served);
  const error = { code: 'JOURNAL_DAMAGED', message: 'line 3 is damaged', hints: ['see it'] };
  await page.route('**/api/drawing.svg*', (route) =>
    route.fulfill({ status: 500, json: { error } }),
  );
  await page.getByLabel('Entry of the history').fill('2');
  await page.getByRole('tab', { name: 'Drawing' }).click();
  await page.locator('#drawing').getByText('line 3 is damaged').waitFor();
});

it('shows its keys to those who have no pointer', async () => {
  const { page } = await openPage(browser, served);
  await page.getByRole('tab', { name: 'Drawing' }).click();
  const help = page.getByRole('button', { name: 'How it is moved, and its keys' });
  await help.press('Enter');
  await page.getByText('Drag moves it, the wheel zooms.').waitFor();
  expect(await help.getAttribute('aria-expanded')).toBe('true');
});
