import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  served = await startUi(lab, ['--allow-changes']);
  browser = await startBrowser(lab);
});
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

it('a token is good for one browser, and a wrong one for none', async () => {
  const url = served.url();
  await openPage(browser, served);
  const stranger = await (await browser.newContext()).newPage();
  expect((await stranger.goto(url))?.status()).toBe(401);
  const wrong = url.replace(/token=.*/, 'token=wrong');
  expect((await stranger.goto(wrong))?.status()).toBe(401);
  expect((await stranger.goto(url.replace(/\?.*/, 'api/history')))?.status()).toBe(401);
  expect((await stranger.goto(new URL('/', url).href))?.status()).toBe(404);
  // The next address is another one, and good.
  expect(served.url()).not.toBe(url);
  await openPage(browser, served);
});

it('another site can neither read nor change, though the browser has the cookie', async () => {
  const { context, page } = await openPage(browser, served);
  const place = page.url();
  const before = await ok(lab, 'history', '--json');
  // A site that knows all but the cookie and the key: even the place.
  await context.route('http://evil.example/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" enctype="text/plain" action="${place}api/change">
        <input name='{"do":"undo","seq":0,"agreed":"1","message":"' value='"}'></form>
        <iframe src="${place}"></iframe>`,
    }),
  );
  const evil = await context.newPage();
  const answers: [string, number][] = [];
  evil.on('response', (response) => {
    if (response.url().startsWith(place))
      answers.push([response.request().method(), response.status()]);
  });
  await evil.goto('http://evil.example/');
  const read = await evil.evaluate(async (address) => {
    const outcome = (options: RequestInit) =>
      fetch(address, options).then(
        (response) => response.status,
        () => 'no answer',
      );
    return [
      await outcome({ credentials: 'include' }),
      await outcome({ credentials: 'include', method: 'POST', body: '{}' }),
    ];
  }, `${place}api/history`);
  expect(read).toEqual(['no answer', 'no answer']);
  await Promise.all([
    evil.waitForEvent('response', (response) => response.request().method() === 'POST'),
    evil.locator('form').evaluate((form: { submit(): void }) => form.submit()),
  ]);
  expect(answers.length).toBeGreaterThan(0);
  for (const [, status] of answers) expect(status).toBe(403);
  expect(await ok(lab, 'history', '--json')).toBe(before);
});

it('a name that leads to the host is not its own', async () => {
  const { port, pathname } = new URL(served.url());
  const script = `exec 3<>/dev/tcp/127.0.0.1/${port}
    printf 'GET ${pathname} HTTP/1.1\\r\\nHost: rebound.example:${port}\\r\\nConnection: close\\r\\n\\r\\n' >&3
    cat <&3`;
  expect((await lab.shell(script)).stdout).toMatch(/^HTTP\/1\.1 421 [\s\S]*HOST_REFUSED/);
});
