import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { pictureOf, type ShownGraph, shownOf } from '../../../src/drawing/index.js';
import { createDrawer, type Drawer } from '../../../src/page/server/drawer/index.js';
import { CHECKOUT } from '../../support/checkout.js';
import { newDirectory } from '../../support/directories.js';
import { largeNetwork } from '../../support/scale/network.js';

const OPTIONS = { styled: false };
const NEVER = new AbortController().signal;
const [EMPTY, SMALL] = [0, 3].map(graphOf);

function graphOf(vpcs: number): ShownGraph {
  return shownOf({ state: largeNetwork({ vpcs, subnets: 2 * vpcs, rules: 0 }).state });
}

let drawer: Drawer;
afterEach(() => drawer.close());

const draw = (graph: ShownGraph | undefined, signal = NEVER) => {
  if (graph === undefined) throw new Error('no graph');
  return drawer.draw({ graph, options: OPTIONS }, signal);
};

/** A thread that answers for an empty graph, and does something else for others. */
function threadThat(does: string): string {
  const file = join(newDirectory('vpcctl-drawer-'), 'thread.cjs');
  const script = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ id, graph }) => {
      if (graph.boxes.length > 0) { ${does} }
      parentPort.postMessage({ id, svg: 'empty' });
    });`;
  writeFileSync(file, script);
  return file;
}

it('makes the picture that this thread would make', async () => {
  drawer = createDrawer(join(CHECKOUT, 'dist/page-drawer.cjs'));
  const drawn = await Promise.all([draw(SMALL), draw(EMPTY)]);
  const here = [SMALL, EMPTY].map((graph) => pictureOf(graph as ShownGraph, OPTIONS));
  expect(drawn).toEqual(await Promise.all(here));
});

it('ends a picture that is given up, and makes the next one', async () => {
  drawer = createDrawer(threadThat('while (true);'));
  const [first, second] = [new AbortController(), new AbortController()];
  const endless = draw(SMALL, first.signal);
  const never = draw(SMALL, second.signal);
  const next = draw(EMPTY);
  second.abort(new Error('not begun'));
  await expect(never).rejects.toThrow('not begun');
  first.abort(new Error('not done'));
  await expect(endless).rejects.toThrow('not done');
  expect(await next).toBe('empty');
});

it.each([
  ['throws', "throw new Error('broken');", 'broken'],
  ['ends', 'process.exit(0);', 'the thread that draws has ended'],
])('tells that its thread %s, and starts another one', async (_, does, message) => {
  drawer = createDrawer(threadThat(does));
  const [broken, next] = [draw(SMALL), draw(EMPTY)];
  await expect(broken).rejects.toThrow(message);
  expect(await next).toBe('empty');
});

it('leaves nothing waiting when it is closed', async () => {
  drawer = createDrawer(threadThat('while (true);'));
  const both = [draw(SMALL), draw(EMPTY)].map((each) => expect(each).rejects.toThrow('has ended'));
  await drawer.close();
  await Promise.all(both);
});
