import { afterAll, beforeAll, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { holdLock } from '../../support/cli/gate.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { expectReplayed } from '../../support/engine/drive.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { wholeHost } from '../../support/lab/whole-host.js';

const MANY = 30;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

it(`${MANY} commands at once run one after the other, and none fails for the lock`, async () => {
  const { exitCode, stdout } = await lab.shell(
    `for i in $(seq ${MANY}); do
      (vpcctl create-vpc v$i 10.$i.0.0/16 >/run/out-$i 2>&1; echo $i $?) &
    done
    wait`,
    { timeout: 100_000 },
  );
  expect(exitCode).toBe(0);
  const numbers = Array.from({ length: MANY }, (_, i) => String(i + 1));
  expect(stdout.trim().split('\n').sort()).toEqual(numbers.map((i) => `${i} 0`).sort());
  const { entries } = await json(lab, historyOutputSchema, 'history');
  expect(entries.map(({ outcome }) => outcome)).toEqual(numbers.map(() => 'applied'));
  expect(entries.map(({ seq }) => seq)).toEqual(numbers.map(Number));
  const host = await wholeHost(lab);
  expect(host['links']?.filter((line) => line.includes('"br-v'))).toHaveLength(MANY);
  await expectReplayed(lab, host, 'all at once');
  await ok(lab, 'undo', String(MANY));
});

it('reading commands do not wait', async () => {
  const held = await holdLock(lab);
  // They would wait for ever.
  for (const args of [['list'], ['history'], ['replay', '--dry-run'], ['undo', '--dry-run']]) {
    const { exitCode, stderr } = await lab.vpcctl(...args);
    expect({ args, exitCode: [0, 2].includes(exitCode), stderr }).toMatchObject({
      exitCode: true,
      stderr: expect.not.stringContaining('waiting'),
    });
  }
  await held.release();
});
