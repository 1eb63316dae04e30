import { afterAll, beforeAll, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { installFakeTools, meeting } from '../../support/cli/fake-tools.js';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type StepFault, vpcctlMeeting } from '../../support/lab/faults.js';
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

/** What the kernel and nft say where the kernel lacks something, and what helps. */
const MISSING: readonly (readonly [line: string, fault: Omit<StepFault, 'does'>, hint: string])[] =
  [
    [
      'create-vpc vpc3 10.3.0.0/16',
      { program: 'ip', at: 1, says: 'Error: Unknown device type.' },
      'modprobe bridge',
    ],
    [
      'create-vpc vpc3 10.3.0.0/16',
      { program: 'ip', at: 1, says: 'Error: Unknown device type.', executor: 'programs' },
      'modprobe bridge',
    ],
    [
      'add-subnet vpc1 new 10.0.3.0/24',
      { program: 'ip', at: 2, says: 'Error: Unknown device type.' },
      'modprobe veth',
    ],
    [
      'create-vpc vpc3 10.3.0.0/16',
      {
        program: 'nft',
        at: 1,
        says: 'netlink: Error: cache initialization failed: Protocol not supported',
      },
      'modprobe nf_tables',
    ],
    [
      `apply-firewall vpc1 public ${POLICY_FILE}`,
      {
        program: 'nft',
        at: 1,
        // nft says the same where a rule is missing, which is repaired: here the repair fails, too.
        says: 'internal:0:0-0: Error: Could not process rule: No such file or directory',
        lasts: true,
      },
      'modprobe -a nf_tables',
    ],
  ];

it.each(MISSING)(
  '%s is rolled back where the kernel lacks a feature (%o)',
  async (line, fault, hint) => {
    const { exitCode, stderr } = await vpcctlMeeting(
      lab,
      { ...fault, does: 'fail' },
      line.split(' '),
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain((fault.says ?? '').replace('internal:0:0-0: ', ''));
    expect(stderr).toMatch(new RegExp(`^ {2}→ .*${hint}`, 'm'));
    await expectUnchanged(lab, before);
    const { entries } = await json(lab, historyOutputSchema, 'history');
    expect(entries.at(-1)).toMatchObject({
      outcome: 'failed',
      error: { code: fault.lasts ? 'HOST_OBJECT_MISSING' : 'HOST_STEP_FAILED' },
    });
  },
);

it('a sysctl that cannot be written is named, and the change is rolled back', async () => {
  // Where /proc/sys may not be written; for this one command.
  const readOnly = (...command: string[]) =>
    lab.run('unshare', [
      ...['--mount', '--propagation', 'unchanged', '--', 'sh', '-ec'],
      `mount --bind /proc/sys /proc/sys
      mount -o remount,bind,ro /proc/sys
      exec "$@"`,
      'sh',
      ...command,
    ]);
  const { exitCode, stderr } = await readOnly('vpcctl', 'create-vpc', 'vpc3', '10.3.0.0/16');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(/^error: sysctl -w net\/\S+: \/proc\/sys is read-only here/m),
  });
  await expectUnchanged(lab, before);
});

it('when the rollback fails too, the next command does it', async () => {
  // `ip` fails for good from its third line on, so what the first two made can't be taken away.
  await lab.shell(`cat >/run/fake-tools/ip <<'SCRIPT'
#!/bin/bash
case " $* " in *' -j '*) exec /usr/sbin/ip "$@" ;; *' -batch '*) ;; *) exec /usr/sbin/ip "$@" ;; esac
if [ -e /run/broken ]; then echo 'RTNETLINK answers: Cannot allocate memory' >&2; exit 1; fi
touch /run/broken
head -n 2 | /usr/sbin/ip "$@"
echo 'RTNETLINK answers: Cannot allocate memory' >&2
exit 1
SCRIPT`);
  const args = ['create-vpc', 'vpc3', '10.3.0.0/16'];
  const env = meeting(lab, { at: 99, does: 'fail' });
  const { exitCode, stderr } = await lab.run('vpcctl', args, { env });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(/^error: .*Cannot allocate memory; and rolling back failed: /m),
  });
  expect((await lab.run('ip', ['-br', 'link', 'show', 'br-vpc3'])).exitCode).toBe(0);
  expect(await lab.vpcctl(...args)).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('was interrupted; rolling it back'),
  });
  await ok(lab, 'delete-vpc', 'vpc3');
  await expectUnchanged(lab, before);
});
