import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { buildTutorial, POLICY_FILE } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { few } from '../../support/run/few.js';

/** Changes in an order in which each can run, from the tutorial's VPCs to a host without any. */
const CHANGES = [
  'peer vpc1 vpc2',
  `apply-firewall vpc1 public ${POLICY_FILE}`,
  'forward vpc1 public 8080:80',
  'clear-firewall vpc1 public',
  'undo',
  'unforward vpc1 8080',
  'unpeer vpc1 vpc2',
  'add-subnet vpc1 third 10.0.3.0/24',
  'delete-subnet vpc1 private',
  'delete-vpc vpc1',
  'delete-vpc vpc2',
];

const flushed = (chains: string) =>
  `for table in raw mangle nat filter; do iptables-legacy -t $table -F; ${chains}; done`;
const WITH_CHAINS = flushed('iptables-legacy -t $table -X');
const ARP = 'arptables-legacy -F; arptables-legacy -X';

/** What another program does to the rules, and whether a change meets it and repairs it. */
const DAMAGE: readonly (readonly [backend: string, line: string, isMet: boolean])[] = [
  ['nftables', 'nft flush ruleset', true],
  ['iptables-legacy', `${WITH_CHAINS}; ${ARP}`, true],
  ['iptables-legacy', WITH_CHAINS, true],
  ['iptables-legacy', flushed(':'), false],
];

describe.each(few(DAMAGE, 3))('with %s, after "%s"', (backend, damage, isMet) => {
  let lab: Lab;
  let empty: HostState;
  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    empty = await wholeHost(lab);
    await buildTutorial(lab);
  });
  afterAll(() => lab.stop());

  it.each(CHANGES)('vpcctl %s succeeds', async (line) => {
    expect(await lab.shell(damage)).toMatchObject({ exitCode: 0 });
    await ok(lab, ...line.split(' '));
    if (!isMet) await ok(lab, 'replay');
    expect(await json(lab, statusOutputSchema, 'status')).toMatchObject({ matches: true });
  });

  it('the host ends as it was', () => expectUnchanged(lab, empty));
});
