import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processEntry } from '@vpcctl/sdk/lab';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { CHECKOUT } from '../checkout.js';
import { eventually } from '../cli/gate.js';
import { newDirectory } from '../directories.js';
import type { Background, Lab } from '../lab/harness.js';

/** Nothing of Chromium's own goes to the network. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

/** A Chromium that runs in a lab, so that the lab's loopback is its own. */
export async function startBrowser(lab: Lab): Promise<Browser> {
  const wrapper = join(newDirectory('vpcctl-chromium-'), 'chromium');
  const words = ['exec', 'nsenter', ...processEntry(lab.pid), '/usr/bin/chromium', '"$@"'];
  writeFileSync(wrapper, `#!/bin/sh\n${words.join(' ')}\n`);
  chmodSync(wrapper, 0o755);
  return chromium.launch({ executablePath: wrapper, args: FLAGS });
}

/** A `vpcctl ui` that runs in a lab. */
export interface Served {
  /** The newest address, whose token is not used yet. */
  url(): string;
  readonly process: Background;
}

/** Starts `vpcctl ui`, and waits until it listens. */
export async function startUi(
  lab: Lab,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const words = ['ui', '--json', '--listen', '127.0.0.1:0', ...args];
  const process = lab.start('vpcctl', words, { env });
  const url = (): string => {
    const lines = process.output().split('\n').slice(0, -1);
    const last = lines.findLast((line) => line.startsWith('{'));
    if (last === undefined) throw new Error(`no address: ${process.output()}`);
    return JSON.parse(last).url;
  };
  await eventually(url);
  return { url, process };
}

/** A page that is open, and what went wrong in it and left it. */
export interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Messages of errors, those of the page's policy among them. */
  readonly troubles: readonly string[];
  /** The origins of all that the browser asked for. */
  readonly origins: ReadonlySet<string>;
}

/** Opens the page in a browser of its own, and waits for the network in it. */
export async function openPage(
  browser: Browser,
  served: Served,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, ...options });
  const troubles: string[] = [];
  const origins = new Set<string>();
  context.on('request', (request) => origins.add(new URL(request.url()).origin));
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(served.url());
  await page.waitForSelector('body.loaded');
  await page.getByRole('tab', { name: 'List' }).click();
  return { context, page, troubles, origins };
}

/** Where pictures of the page go: docs/testing.md says how they get into the documents. */
export async function picture(page: Page, name: string): Promise<void> {
  const directory = join(CHECKOUT, '.cache/page');
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `page-${name}.png`) });
}

/** A place in the list of the network. */
export const place = (page: Page, name: string) => page.locator(`.place[data-place="${name}"]`);
