import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { installFakeTools, meeting } from '../../support/cli/fake-tools.js';
import { startHeld } from '../../support/cli/hold.js';
import { buildTutorial } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let before: HostState;
beforeAll(async () => {
  lab = await startLab();
  installFakeTools(lab);
  await buildTutorial(lab);
  before = await wholeHost(lab);
});
afterAll(() => lab.stop());

/** Commands, and the programs at work when the signal comes; each is followed by others. */
const CASES = [
  ['create-vpc vpc3 10.3.0.0/16', 'nft', 1],
  ['create-vpc vpc3 10.3.0.0/16', 'ip', 1],
  ['add-subnet vpc1 new 10.0.3.0/24', 'ip', 1],
  ['peer vpc1 vpc2', 'nft', 1],
  ['delete-subnet vpc1 private', 'ip', 1],
  ['delete-vpc vpc1', 'ip', 1],
] as const;

describe.each([
  ['INT', 130, CASES],
  ['TERM', 143, CASES.slice(1, 2)],
] as const)('SIG%s', (signal, code, cases) => {
  it.each(cases)(
    'at %s, while %s runs: the running step ends, and the change is rolled back',
    async (line, program, at) => {
      const args = [...line.split(' '), '--json'];
      const command = await startHeld(lab, { program, at }, args);
      await command.signal(signal);
      await command.release();
      const { exitCode, stdout, stderr } = await command.ended;
      expect({ exitCode, error: JSON.parse(stdout) }).toMatchObject({
        exitCode: code,
        error: { error: { exitCode: code, code: 'HOST_INTERRUPTED' } },
      });
      expect(stderr).toContain('rolling back');
      await expectUnchanged(lab, before);
      const { entries } = await json(lab, historyOutputSchema, 'history');
      expect(entries.at(-1)).toMatchObject({
        outcome: 'failed',
        error: { code: 'HOST_INTERRUPTED' },
      });
    },
  );

  it('at the last step does not stop the command', async () => {
    const command = await startHeld(lab, { program: 'ip', at: 1 }, ['peer', 'vpc1', 'vpc2']);
    await command.signal(signal);
    await command.release();
    expect(await command.ended).toMatchObject({ exitCode: 0 });
    await ok(lab, 'unpeer', 'vpc1', 'vpc2');
    await expectUnchanged(lab, before);
  });
});

it('Ctrl-C on a terminal does not reach the programs, which would leave half a batch', async () => {
  const env = { ...meeting(lab, { program: 'ip', at: 1, does: 'hold' }), NO_COLOR: '1' };
  // `script` types what it reads: Ctrl-C, once the program is at work; and only then this goes on.
  const run = lab.shell(
    `cd /run/fake-tools-memory; mkfifo gate
    typing() { until [ -e held ]; do sleep 0.02; done; printf '\\003'; echo typed >&2; }
    typing | script -qfec 'exec vpcctl create-vpc vpc3 10.3.0.0/16' /run/typescript & 
    until [ -e held ] && grep -q '\\^C' /run/typescript; do sleep 0.02; done
    echo >gate
    wait $!`,
    { env },
  );
  const { exitCode, stdout } = await run;
  expect({ exitCode, stdout }).toEqual({
    exitCode: 130,
    stdout: expect.stringContaining('error: interrupted'),
  });
  await expectUnchanged(lab, before);
});
