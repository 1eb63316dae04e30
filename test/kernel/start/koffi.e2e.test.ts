import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileIn } from '../../support/cli/lab-files.js';
import { STORY, writeIn } from '../../support/cli/tutorial.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
  writeIn(
    lab,
    '/run/maps.cjs',
    `const { readFileSync, writeFileSync } = require('node:fs');
    process.on('exit', () => writeFileSync('/run/maps', readFileSync('/proc/self/maps')));`,
  );
});
afterAll(() => lab.stop());

/** Whether a command loads koffi, by what is mapped into its memory at its end. */
async function loadsKoffi(...args: readonly string[]): Promise<boolean> {
  const env = { NODE_OPTIONS: '--require /run/maps.cjs' };
  expect(await lab.run('vpcctl', args, { env })).toMatchObject({ exitCode: 0 });
  const maps = fileIn(lab, '/run/maps') ?? '';
  expect(maps).toContain('/node');
  return maps.includes('koffi.node');
}

it('koffi is loaded by a command that changes the host, and not by list, show and history', async () => {
  expect(await loadsKoffi(...(STORY[0] ?? []))).toBe(true);
  for (const args of [['list'], ['show', 'vpc1'], ['history']]) {
    expect(await loadsKoffi(...args), args.join(' ')).toBe(false);
  }
});
