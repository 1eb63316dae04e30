import { mkdirSync, rmSync } from 'node:fs';
import { type Entry, foldWhole, openJournal, type WholeFold } from '@vpcctl/journal';
import { isVpcctlError, type State } from '@vpcctl/sdk';
import { expect } from 'vitest';
import { EMPTY_STATE, evolve } from '../../../src/engine/model/evolve.js';
import { planHistory } from '../../../src/engine/model/plan-history.js';
import { errorSchema } from '../../../src/schemas/error.js';
import { journalOf, outside, STATE } from '../cli/lab-files.js';
import { writeIn } from '../cli/tutorial.js';
import { ok } from '../cli/vpcctl.js';
import { hostWith } from '../features/facts.js';
import { type CommandRequest, decide, registry } from '../features/given.js';
import { type Lab, startLab } from '../lab/harness.js';
import { type HostState, hostChanges } from '../lab/host-state.js';
import { wholeHost } from '../lab/whole-host.js';
import type { AnyRequest } from './arbitrary.js';

const POLICY_FILE = '/run/policy.json';

/** A request as the command line of vpcctl; a policy is put into a file. */
export function commandLine(lab: Lab, request: AnyRequest): string[] {
  if ('change' in request) return changeCommand(lab, request.change);
  const { time } = request;
  if (time.type === 'revert') return ['revert', String(time.seq)];
  return 'to' in time ? ['undo', '--to', String(time.to)] : [time.type, String(time.count)];
}

function changeCommand(lab: Lab, [type, input]: CommandRequest): string[] {
  const of = Object(input);
  switch (type) {
    case 'vpc.create':
      return ['create-vpc', '--', of.name, of.cidr];
    case 'vpc.delete':
      return ['delete-vpc', '--', of.name];
    case 'subnet.add':
      return ['add-subnet', '--type', of.type, '--', of.vpc, of.name, of.cidr];
    case 'subnet.delete':
      return ['delete-subnet', '--', of.vpc, of.name];
    case 'instance.add':
      return ['add-instance', '--', of.vpc, of.subnet, of.name];
    case 'instance.delete':
      return ['delete-instance', '--', of.vpc, of.subnet, of.name];
    case 'peering.add':
      return ['peer', '--', ...of.vpcs];
    case 'peering.remove':
      return ['unpeer', '--', ...of.vpcs];
    case 'firewall.apply':
      writeIn(lab, POLICY_FILE, JSON.stringify(of.policy));
      return ['apply-firewall', '--', of.vpc, of.subnet, POLICY_FILE];
    case 'firewall.clear':
      return ['clear-firewall', '--', of.vpc, of.subnet];
    case 'names.rename':
      return ['rename', '--', of.place, of.to];
    case 'backend.set':
      return ['backend', 'set', of.name];
    default:
      throw new Error(`no command makes ${type}`);
  }
}

/**
 * Runs a command.
 * @returns whether it was done; false when it was refused as bad input
 * @throws when it failed otherwise
 */
export async function drive(lab: Lab, args: readonly string[]): Promise<boolean> {
  const [name = '', ...rest] = args;
  const { exitCode, stdout, stderr } = await lab.vpcctl(name, '--json', ...rest);
  if (exitCode === 0) return true;
  if (exitCode === 2 && errorSchema.safeParse(JSON.parse(stdout)).success) return false;
  throw new Error(`vpcctl ${args.join(' ')}: ${exitCode} ${stdout} ${stderr}`);
}

/** The journal of a lab and its fold, by this process. */
export async function foldOf(
  lab: Lab,
): Promise<WholeFold<State> & { readonly entries: readonly Entry[] }> {
  const { entries } = await openJournal(outside(lab, STATE), { acquire: async () => {} }).read();
  return { ...foldWhole(entries, EMPTY_STATE, evolve(registry)), entries };
}

/** Whether the model refuses a request. */
export function isRefused(state: State, entries: readonly Entry[], request: AnyRequest): boolean {
  try {
    if ('change' in request) decide(state, request.change, hostWith(state));
    else planHistory(registry, entries, request.time);
    return false;
  } catch (error) {
    if (isVpcctlError(error) && error.category === 'input') return true;
    throw error;
  }
}

/** Gives a lab a journal, and nothing else of its state. */
export function giveJournal(lab: Lab, text: string): void {
  rmSync(outside(lab, STATE), { recursive: true, force: true });
  mkdirSync(outside(lab, STATE), { mode: 0o700 });
  writeIn(lab, `${STATE}/journal.ndjson`, text);
}

/** The first `count` commands of a journal in which each was applied. */
export function beginning(lab: Lab, count: number): string {
  const lines = (journalOf(lab) ?? '').split('\n').slice(0, 2 * count);
  return lines.map((line) => `${line}\n`).join('');
}

/** What a journal makes of a host that has nothing: a lab of its own. */
async function freshlyBuilt(journal: string): Promise<HostState> {
  const other = await startLab();
  try {
    giveJournal(other, journal);
    await ok(other, 'replay');
    return await wholeHost(other);
  } finally {
    await other.stop();
  }
}

/** Expects a lab's `host` to be what a replay of its journal, as it is now, makes of an empty host. */
export async function expectReplayed(lab: Lab, host: HostState, after: string): Promise<void> {
  const journal = journalOf(lab) ?? '';
  expect(hostChanges(await freshlyBuilt(journal), host), after).toEqual([]);
}
