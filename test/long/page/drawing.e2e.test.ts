import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/cli/gate.js';
import { buildTutorial } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { openPage, type Served, startBrowser, startUi } from '../../support/page/browser.js';

let lab: Lab;
let browser: Browser;
let served: Served;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  await ok(lab, 'add-instance', 'vpc1', 'private', 'db1');
  served = await startUi(lab);
  browser = await startBrowser(lab);
});
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

async function openDrawing() {
  const opened = await openPage(browser, served);
  await opened.page.getByRole('tab', { name: 'Drawing' }).click();
  await box(opened.page, 'vpc1').waitFor();
  return opened;
}

const box = (page: Page, place: string) => page.locator(`.g-box[data-id="${place}"]`);
const frame = (page: Page, place: string) => page.locator(`.g-box[data-id="${place}"] > .g-body`);

/** Where a box is on the screen. */
async function areaOf(page: Page, place: string) {
  const area = await frame(page, place).boundingBox();
  if (area === null) throw new Error(`${place} is not seen`);
  return area;
}

describe('the drawing', () => {
  it('is moved by dragging, and zoomed by the wheel where the pointer is', async () => {
    const { page } = await openDrawing();
    const before = await areaOf(page, 'vpc1');
    const [x, y] = [before.x + 20, before.y + 20];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 30, { steps: 6 });
    await page.mouse.up();
    await eventually(async () => {
      const after = await areaOf(page, 'vpc1');
      expect(Math.round(after.x - before.x)).toBe(60);
      expect(Math.round(after.y - before.y)).toBe(30);
    });
    // The end of a drag chooses nothing.
    expect(await page.locator('.g-box.chosen').count()).toBe(0);
    await page.mouse.wheel(0, -400);
    await eventually(async () => {
      const larger = await areaOf(page, 'vpc1');
      expect(larger.width).toBeGreaterThan(before.width * 1.5);
      const share = (area: typeof larger) => (x + 60 - area.x) / area.width;
      expect(share(larger)).toBeCloseTo(share({ ...before, x: before.x + 60 }), 1);
    });
    await page.getByRole('button', { name: 'Fit' }).click();
    await eventually(async () => expect((await areaOf(page, 'vpc1')).x).toBeCloseTo(before.x, 0));
  });

  it('chooses, opens and closes boxes by the mouse and by keys', async () => {
    const { page, troubles } = await openDrawing();
    await box(page, 'vpc1/private/db1').click();
    await page.getByRole('heading', { name: 'vpc1/private/db1' }).waitFor();
    await frame(page, 'vpc1').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'vpc1/public', exact: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(
      /^vpc2, 172\.16\.0\.0\/16/,
    );
    await page.keyboard.press('o');
    await box(page, 'vpc2/web').waitFor({ state: 'detached' });
    // The focus stays where it was, in the new picture.
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^vpc2/);
    await page.keyboard.press('o');
    await box(page, 'vpc2/web').waitFor();
    await page.getByRole('button', { name: 'Only vpc1' }).click();
    await box(page, 'vpc2').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'All VPCs' }).click();
    await box(page, 'vpc2').waitFor();
    expect(troubles).toEqual([]);
  });

  it('goes to what a search finds', async () => {
    const { page } = await openDrawing();
    await page.keyboard.press('/');
    await page.keyboard.type('db1');
    expect(await box(page, 'vpc1/private/db1').getAttribute('class')).toContain('found');
    expect(await box(page, 'vpc2').getAttribute('class')).toContain('unfound');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^vpc1\/private\/db1/);
  });

  it('shows the time of the timeline, coloured', async () => {
    const { page } = await openDrawing();
    await page.keyboard.press('[');
    await eventually(async () => {
      expect(await box(page, 'vpc2/web').getAttribute('data-mark')).toBe('added');
    });
    expect(await box(page, 'vpc1/private/db1').count()).toBe(0);
    await page.keyboard.press('n');
    await box(page, 'vpc1/private/db1').waitFor();
    expect(await page.locator('.g-box[data-mark]').count()).toBe(0);
  });
});
