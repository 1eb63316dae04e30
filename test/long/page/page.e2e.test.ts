import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { eventually } from '../../support/cli/gate.js';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { openPage, place, type Served, startBrowser, startUi } from '../../support/page/browser.js';

/** What must never become markup. */
const HOSTILE = '</script><img src=x onerror="window.evil=1"><svg onload="window.evil=1">';

let lab: Lab;
let browser: Browser;
let served: Served;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  await ok(lab, 'peer', 'vpc1', 'vpc2', '-m', HOSTILE);
  await ok(lab, 'apply-firewall', 'vpc1', 'public', POLICY_FILE);
  served = await startUi(lab, ['--allow-changes']);
  browser = await startBrowser(lab);
});
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

describe('the timeline', () => {
  it('shows the network as it was, with what changed, who changed it and why', async () => {
    const { page, troubles, origins } = await openPage(browser, served);
    expect(await page.locator('.summary').textContent()).toBe('2 VPCs, 3 subnets, 0 instances');
    await page.locator('.slider').focus();
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowLeft');
    await eventually(async () => {
      expect(await page.locator('.summary').textContent()).toBe('2 VPCs, 2 subnets, 0 instances');
    });
    expect(await place(page, 'vpc2').locator('..').getAttribute('class')).toContain('added');
    expect(await place(page, 'vpc2/web').isVisible()).toBe(false);
    expect(await page.locator('#entry').textContent()).toContain('Entry 4');
    const slider = page.locator('.slider');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^Entry 4, .*create VPC vpc2/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    // The message is text, and nothing else.
    expect(await page.locator('#entry').textContent()).toContain(HOSTILE);
    expect(await page.locator('img, #entry svg').count()).toBe(0);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'evil'))).toBeUndefined();
    await page.keyboard.press('n');
    expect(await page.locator('#entry').textContent()).toContain('Entry 7');
    expect(troubles).toEqual([]);
    expect([...origins]).toEqual([new URL(served.url()).origin]);
  });

  it('follows changes as they are made', async () => {
    const { page } = await openPage(browser, served);
    await ok(lab, 'add-instance', 'vpc1', 'private', 'db1');
    await place(page, 'vpc1/private/db1').waitFor();
    await page.locator('#entry', { hasText: 'Entry 8' }).waitFor();
    await ok(lab, 'undo');
    await place(page, 'vpc1/private/db1').waitFor({ state: 'hidden' });
  });

  it('reverts a change after a question that names what goes', async () => {
    const { page } = await openPage(browser, served);
    await page.getByLabel('Entry of the history').fill('6');
    await page.getByRole('button', { name: 'Revert…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const text = await dialog.textContent();
    expect(text).toContain('This would revert 6 (peer vpc1 with vpc2)');
    expect(text).toContain('vpcctl revert 6');
    expect(await dialog.locator('.changes .delete').count()).toBeGreaterThan(0);
    expect(await dialog.locator('pre').textContent()).toMatch(/nft|ip /);
    await page.keyboard.press('Escape');
    expect((await json(lab, historyOutputSchema, 'history', '-n', '1')).entries[0]?.seq).toBe(9);
    await page.getByRole('button', { name: 'Revert…' }).click();
    await dialog.getByLabel('Why').fill('the page said so');
    await dialog.getByRole('button', { name: 'Revert', exact: true }).click();
    await page.locator('.note').waitFor();
    const { entries } = await json(lab, historyOutputSchema, 'history', '-n', '1');
    expect(entries).toMatchObject([
      { seq: 10, intent: 'revert', targets: [6], message: 'the page said so', user: 'root' },
    ]);
    await ok(lab, 'undo');
  });
});

describe('reach', () => {
  it('tells the way between two workloads that are clicked, and each entry that decided', async () => {
    const { page, troubles } = await openPage(browser, served);
    await page.getByRole('tab', { name: 'Reach' }).click();
    await place(page, 'vpc2/web').click();
    await place(page, 'vpc1/public').click();
    await page.locator('#reach-service').fill('8080');
    await page.locator('.side button[type=submit]').click();
    const answer = page.locator('.answer');
    await answer.getByText('Yes').waitFor();
    const decided = answer.locator('li.decides');
    expect(await decided.textContent()).toContain('rule 1 of the ingress policy of vpc1/public');
    expect(await place(page, 'vpc2').locator('..').getAttribute('class')).toContain('on-way');
    await page.locator('#reach-with').fill('unpeer vpc1 vpc2');
    await page.locator('.side button[type=submit]').click();
    await answer.getByText('The answer would be another one.').waitFor();
    expect(await answer.textContent()).toContain('vpc2 and vpc1 are not peered');
    await page.locator('#reach-with').fill('unpeer <b> x');
    await page.locator('.side button[type=submit]').click();
    await page.locator('.result .failure').waitFor();
    await page.locator('#reach-with').fill('');
    await page.locator('.side button[type=submit]').click();
    await answer.getByRole('button', { name: 'entry 7' }).click();
    expect(await page.locator('#entry').textContent()).toContain('Entry 7');
    // The refused question is the one error.
    expect(troubles.filter((text) => !text.includes('400'))).toEqual([]);
  });

  it('has a matrix, and colours what a command would change', async () => {
    const { page } = await openPage(browser, served);
    await page.getByRole('tab', { name: 'Matrix' }).click();
    const cell = (name: string) => page.getByRole('button', { name });
    await cell('vpc1/private to vpc2/web: yes').waitFor();
    await page.locator('#matrix-with').fill('unpeer vpc1 vpc2');
    await page.locator('#matrix button[type=submit]').click();
    await cell('vpc1/private to vpc2/web: no, another answer than now').click();
    expect(await page.getByRole('tab', { name: 'Reach' }).getAttribute('aria-selected')).toBe(
      'true',
    );
    await page.locator('.answer').waitFor();
  });
});

it('the drawing colours what the entry changed, and its boxes are buttons', async () => {
  const { page, troubles } = await openPage(browser, served);
  await page.getByRole('tab', { name: 'Drawing' }).click();
  const box = (id: string) => page.locator(`#drawing [data-kind][data-id="${id}"]`);
  await box('vpc2/web').waitFor();
  await box('vpc1/private').focus();
  await page.keyboard.press('Enter');
  await page.locator('.panel h2', { hasText: 'vpc1/private' }).waitFor();
  await page.getByLabel('Entry of the history').fill('3');
  await page.locator('#drawing [data-id="vpc1/private"][data-mark="added"]').waitFor();
  expect(await box('vpc2').count()).toBe(0);
  expect(troubles).toEqual([]);
});
