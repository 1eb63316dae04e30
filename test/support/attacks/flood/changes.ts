import { expect } from 'vitest';
import { changeOutputSchema } from '../../../../src/schemas/change.js';
import { type Fault, FILTER_TOOL, vpcctlMeeting, wasReached } from '../../cli/fake-tools.js';
import { json, ok } from '../../cli/vpcctl.js';
import { type Lab, OTHER_BACKEND } from '../../lab/harness.js';
import { BEFORE_LAST, policyFile } from './flood-scenario.js';

/** Runs vpcctl and expects it to succeed. */
export type Drive = (line: string) => Promise<void>;

/**
 * Makes changes that leave the scenario as it was; `round` selects among several.
 * @returns how many changes it made
 */
export type Change = (lab: Lab, drive: Drive, round: number) => Promise<number>;

const lines =
  (...all: string[]): Change =>
  async (_, drive) => {
    for (const line of all) await drive(line);
    return all.length;
  };

/** Damage to the host that lets nothing through, and that a replay fixes. */
const DAMAGE = [
  'ip link del veth-a-late',
  'ip link set veth-a-db nomaster',
  'ip -n a-late link set veth-ns-late down; ip -n a-late link set veth-ns-late name mine',
  'ip link del br-c; ip route flush table 7001',
  'ip netns del a-strict; ip link set br-a down',
  'ip -n a-web link set veth-ns-web name mine',
];

/** How many changes `undo --to` removes; only the last few of them have an effect. */
async function undone(lab: Lab): Promise<number> {
  const { targets } = await json(
    lab,
    changeOutputSchema,
    ...['undo', '--to', String(BEFORE_LAST), '--dry-run'],
  );
  return targets.length;
}

/** The kinds of changes, by name. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'a VPC comes and goes': lines(
    'create-vpc e 10.0.0.0/16',
    'add-subnet e one 10.0.1.0/24 --type public',
    'delete-vpc e',
  ),
  'a subnet goes and comes': lines('delete-subnet a late', 'add-subnet a late 10.0.5.0/24'),
  'an instance comes and goes': lines('add-instance a open x', 'delete-instance a open x'),
  'detach and attach': lines('detach a db guest', 'attach a db --netns guest'),
  'others peer': lines('peer b d', 'unpeer b d'),
  'policies come, change and go': lines(
    `apply-firewall b one ${policyFile('other')}`,
    `apply-firewall a db ${policyFile('db-other')}`,
    `apply-firewall a db ${policyFile('db')}`,
    'clear-firewall b one',
  ),
  'ports are forwarded': lines('forward a web 8081:8080/udp', 'unforward a'),
  'undo and redo of all': async (lab, drive) => {
    const count = await undone(lab);
    await drive(`undo --to ${BEFORE_LAST}`);
    await drive(`redo ${count}`);
    return 2;
  },
  'undo of an attachment elsewhere': lines(
    'detach a db guest',
    'attach a db --netns other --name guest',
    'undo 2',
  ),
  revert: async (lab, drive) => {
    const { seq } = await json(lab, changeOutputSchema, 'peer', 'b', 'd');
    await drive(`revert ${seq}`);
    return 2;
  },
  'replay of what is sound': lines('replay'),
  'replay of what is damaged': async (lab, drive, round) => {
    const damage = [0, 1].map((which) => DAMAGE[(2 * round + which) % DAMAGE.length] ?? '');
    for (const line of damage) {
      await lab.shell(line);
      await drive('replay');
    }
    return damage.length;
  },
  'another backend, and back': async (_, drive) => {
    await drive(`backend set ${OTHER_BACKEND}`);
    await drive('undo');
    return 2;
  },
  'a step that fails': async (lab, _, round) => {
    // Objects that were removed are created again, and created ones are removed.
    const tries: [line: string, fault: Omit<Fault, 'does'>][] = [
      ['delete-subnet a late', { program: FILTER_TOOL, at: 1 }],
      [`undo --to ${BEFORE_LAST}`, { program: FILTER_TOOL, at: 1 }],
      ['add-instance a open x', { at: 2 + (round % 5) }],
    ];
    for (const [line, where] of tries) {
      const fault = { ...where, does: 'fail', says: 'Error: No buffer space' } as const;
      expect(await vpcctlMeeting(lab, fault, line.split(' '))).toMatchObject({ exitCode: 1 });
      expect(wasReached(lab)).toBe(true);
    }
    return tries.length;
  },
  'killed, and rolled back': async (lab, _, round) => {
    const tries = ['detach a db guest', `undo --to ${BEFORE_LAST}`];
    for (const [index, line] of tries.entries()) {
      const place = 6 + ((3 * round + index) % 5);
      const killed = await lab.shell(`VPCCTL_FAULT=${place} vpcctl ${line}; exit $?`);
      expect(killed, line).toMatchObject({ exitCode: 137 });
      // The next command recovers from the kill.
      expect(await lab.vpcctl('delete-vpc', 'nobody')).toMatchObject({ exitCode: 2 });
    }
    return tries.length;
  },
};

/** Changes in which new links replace other ones, so that each small step counts. */
export const STEPWISE: readonly string[] = [
  'a subnet goes and comes',
  'detach and attach',
  'undo and redo of all',
  'undo of an attachment elsewhere',
  'replay of what is damaged',
];

/** Runs each line as a command. */
export const plainly =
  (lab: Lab): Drive =>
  async (line) => {
    await ok(lab, ...line.split(' '));
  };
