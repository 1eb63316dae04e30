import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayOutputSchema } from '../../../src/schemas/change.js';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { eventually } from '../../support/cli/gate.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { FIREWALLD } from '../../support/foreign-firewalls/firewalls.js';
import { answered, foreignRules, shell } from '../../support/foreign-firewalls/host.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

const status = () => json(lab, statusOutputSchema, 'status', '--exit-code=false');
const reaches = async () =>
  Object.values(await answered(lab, { internet: ['one-public', '198.51.100.8'] }));

describe('a filter that comes after the VPCs', () => {
  let before: string;

  it('is detected only where there is a VPC', async () => {
    await shell(lab, 'iptables-nft -P FORWARD DROP');
    expect(await ok(lab, 'replay')).toContain('nothing to do');
    expect(await ok(lab, 'status', '--exit-code=false')).toMatch(
      /^filters +.* FORWARD +the first VPC adds exceptions$/m,
    );
    await shell(lab, 'nft flush ruleset');
    await ok(lab, 'create-vpc', 'one', '10.0.0.0/16');
    await ok(lab, 'add-subnet', 'one', 'public', '10.0.1.0/24', '--type', 'public');
    expect(await status()).toMatchObject({ filters: [], matches: true, forwarding: true });
  });

  it('is reported by status, with the next step', async () => {
    await shell(lab, 'nft -f /dev/stdin', FIREWALLD);
    before = await foreignRules(lab);
    expect(await reaches()).toEqual([false]);
    const { filters, changes, matches } = await status();
    expect(filters.map(({ chain, standing }) => `${chain} ${standing}`)).toEqual([
      'filter_INPUT new',
      'filter_FORWARD new',
    ]);
    expect({ kinds: changes.map(({ kind }) => kind), matches }).toEqual({
      kinds: ['firewall-exception', 'firewall-exception'],
      matches: false,
    });
    expect(await ok(lab, 'status', '--exit-code=false')).toMatch(/^next +vpcctl replay$/m);
  });

  it('gets exceptions by a replay, which records them once', async () => {
    const planned = await json(lab, replayOutputSchema, 'replay', '--dry-run');
    expect((await json(lab, replayOutputSchema, 'replay')).changes).toEqual(planned.changes);
    expect(planned.changes).toHaveLength(2);
    expect(await reaches()).toEqual([true]);
    expect(await ok(lab, 'replay')).toContain('nothing to do');
    const { entries } = await json(lab, historyOutputSchema, 'history');
    expect(entries.at(-1)).toMatchObject({
      intent: 'foreign-firewalls.detect',
      description: expect.stringContaining('inet firewalld filter_FORWARD'),
      outcome: 'applied',
    });
  });

  it('loses its exceptions by an undo, like any change', async () => {
    await ok(lab, 'undo');
    expect(await foreignRules(lab)).toBe(before);
    await ok(lab, 'redo');
    expect(await status()).toMatchObject({ matches: true });
  });

  it('waits for a change that awaits confirmation', async () => {
    await ok(lab, 'add-subnet', 'one', 'more', '10.0.3.0/24', '--confirm-within', '1h');
    await shell(lab, 'iptables-nft -P FORWARD DROP');
    await ok(lab, 'replay');
    expect(await status()).toMatchObject({ matches: false, awaiting: { seq: expect.any(Number) } });
    expect(await ok(lab, 'status', '--exit-code=false')).toMatch(
      /^next +vpcctl confirm\n +vpcctl replay$/m,
    );
    await ok(lab, 'confirm');
    await ok(lab, 'replay');
    expect(await status()).toMatchObject({ matches: true, awaiting: null });
  });

  it('without root, status shows only the filters that the journal has', async () => {
    await shell(lab, 'chmod -R a+rX /run/vpcctl-lab/home');
    const seen = await shell(
      lab,
      'setpriv --reuid 1000 --clear-groups vpcctl status --json --exit-code=false',
    );
    const { filters, matches } = statusOutputSchema.parse(JSON.parse(seen));
    expect(new Set(filters.map(({ standing }) => standing))).toEqual(new Set(['unseen']));
    expect(matches).toBeNull();
  });
});

it('a table that only its program can change does not hinder, and status names that program', async () => {
  // Without the pipe, the line for it would make a file of that name.
  await shell(lab, 'cat >/run/owned.nft; mkfifo /run/owner', OWNED);
  // The table is its owner's, and goes with it.
  const owner = lab.start('sh', ['-c', 'exec nft -i <>/run/owner']);
  await shell(lab, 'echo \'include "/run/owned.nft"\' >/run/owner');
  await eventually(async () => {
    expect(await shell(lab, 'nft list tables')).toContain('table inet owned');
  });
  await ok(lab, 'create-vpc', 'two', '10.1.0.0/16');
  const { filters } = await status();
  expect(filters.at(-1)).toMatchObject({ table: 'owned', standing: 'locked' });
  await ok(lab, 'replay');
  await owner.stop();
  await ok(lab, 'delete-vpc', 'two');
});

const OWNED = `table inet owned {
  flags owner
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}
`;
