import type { Json, Operation, Resource } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../support/host/lab.js';
import { resourceSet } from '../../support/plugins/nftables-arbitrary.js';
import { transition } from '../../support/plugins/nftables-policy.js';

const answer = z.object({ output: z.string(), started: z.number() });

/** The same commands run in both labs: in one by the program, in the other by the library. */
let programs: HostLab;
let library: HostLab;
beforeAll(async () => {
  programs = await startHostLab({ env: { VPCCTL_EXECUTOR: 'programs' } });
  library = await startHostLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
});
afterAll(async () => {
  await programs?.stop();
  await library?.stop();
});
afterEach(() => Promise.all([programs, library].map((host) => host.shell('nft flush ruleset'))));

const nft = (host: HostLab, args: readonly string[], input?: string) =>
  host.ask(answer, { do: 'nft', args, ...(input === undefined ? {} : { input }) });

const textOf = (objects: readonly Json[]) => JSON.stringify({ nftables: objects });
const TRANSACTION = ['-j', '-f', '-'];
const inet = { family: 'inet', table: 'a' };
const TABLE: Json = { add: { table: { family: 'inet', name: 'a' } } };
const CHAIN: Json = { add: { chain: { ...inet, name: 'c' } } };
const rule = (...expr: Json[]): Json => ({ add: { rule: { ...inet, chain: 'c', expr } } });

/** Without what counts the tables that there ever were. */
async function rulesetOf(host: HostLab): Promise<string> {
  const text = await host.shell('nft -j list ruleset');
  return text.replaceAll(/("table": \{[^}]*)"handle": \d+/g, '$1');
}

async function executeByBoth(objects: readonly Json[]): Promise<void> {
  const why = 'a test';
  const operation: Operation = {
    op: 'nft.transaction',
    namespace: null,
    resources: [],
    why,
    phase: 'filter',
    objects,
  };
  await programs.execute([operation]);
  await library.execute([operation]);
  expect(await rulesetOf(library)).toEqual(await rulesetOf(programs));
}

/** What a command of both gave: an output, or an error. */
async function outcomes(args: readonly string[], input?: string): Promise<unknown[]> {
  const outcome = (host: HostLab) =>
    nft(host, args, input).then(
      ({ output }) => output,
      ({ code, message, hints }) => ({ code, message, hints }),
    );
  return [await outcome(programs), await outcome(library)];
}

describe('libnftables in this process', () => {
  it('makes the same rules as nft, of any policy and any change of it', async () => {
    const lists = ['inet', 'bridge', 'arp'].map((family) => [
      '-j',
      'list',
      'table',
      family,
      'vpcctl',
    ]);
    const leadTo = async (before: readonly Resource[], after: readonly Resource[]) => {
      await executeByBoth(transition(before, after));
      for (const args of [...lists, ['list', 'tables'], ['list', 'chains']]) {
        const [expected, seen] = await outcomes(args);
        expect(withoutHandles(seen)).toEqual(withoutHandles(expected));
      }
    };
    await fc.assert(
      fc.asyncProperty(resourceSet, resourceSet, async (first, second) => {
        await leadTo([], first);
        await leadTo(first, second);
        await leadTo(second, []);
      }),
      { numRuns: 6 },
    );
  });

  it('starts no program, and nft is one', async () => {
    for (const args of [
      ['list', 'tables'],
      ['-j', 'list', 'ruleset'],
      ['list', 'chains'],
    ]) {
      expect(await nft(library, args)).toMatchObject({ started: 0 });
      expect(await nft(programs, args)).toMatchObject({ started: 1 });
    }
    expect(await nft(library, TRANSACTION, textOf([TABLE]))).toEqual({ output: '', started: 0 });
    expect(await nft(library, ['-a', 'list', 'tables'])).toEqual({
      output: 'table inet a\n',
      started: 1,
    });
  });

  it.each<[string, string[], string?]>([
    ['a table that is not there', ['-j', 'list', 'table', 'inet', 'none']],
    ['words that make no sense', ['list', 'nothing']],
    ['a rule of a missing chain', TRANSACTION, textOf([TABLE, rule({ accept: null })])],
    [
      'the deletion of nothing',
      TRANSACTION,
      textOf([{ delete: { table: { family: 'ip', name: 'a' } } }]),
    ],
    ['a statement that it does not know', TRANSACTION, textOf([TABLE, CHAIN, rule({ no: null })])],
    ['a jump to nowhere', TRANSACTION, textOf([TABLE, CHAIN, rule({ jump: { target: 'd' } })])],
    [
      'a field that it does not know',
      TRANSACTION,
      textOf([
        TABLE,
        CHAIN,
        rule({ match: { op: '==', left: { payload: { protocol: 'ip', field: 'x' } }, right: 1 } }),
      ]),
    ],
  ])('refuses %s as nft does, and changes nothing', async (_, args, input) => {
    const [expected, seen] = await outcomes(args, input);
    expect(expected).toMatchObject({ code: expect.stringMatching(/^HOST_/) });
    expect(seen).toEqual(expected);
    expect(await rulesetOf(library)).not.toContain('{"table"');
  });

  it('says which object of a transaction it cannot read', async () => {
    await expect(
      nft(library, TRANSACTION, textOf([TABLE, CHAIN, rule({ no: null })])),
    ).rejects.toThrow('Parsing command array at index 2 failed.');
  });

  it('is denied what nft is denied, without the capability', async () => {
    const asked = JSON.stringify({ do: 'nft', args: TRANSACTION, input: textOf([TABLE]) });
    const replies = await Promise.all(
      [programs, library].map(({ lab, agent }) =>
        lab.run('setpriv', ['--bounding-set', '-net_admin', 'node', agent], { input: asked }),
      ),
    );
    const [expected, seen] = replies.map(({ stdout }) => JSON.parse(stdout));
    expect(expected.error.message).toContain('Operation not permitted');
    expect(seen).toEqual(expected);
  });

  it('sees what another program has changed since', async () => {
    for (const name of ['a', 'b', 'c']) {
      await library.shell(`nft add table inet ${name}`);
      expect((await nft(library, ['list', 'tables'])).output).toContain(`table inet ${name}\n`);
    }
    await library.shell('nft delete table inet b');
    expect((await nft(library, ['list', 'tables'])).output).toBe('table inet a\ntable inet c\n');
  });

  it('asks the namespace that the thread is in', async () => {
    await library.shell('ip netns add there; ip netns exec there nft add table inet far');
    await library.shell('nft add table inet near');
    const args = ['list', 'tables'];
    const within = () => library.ask(z.string(), { do: 'nft-within', namespace: 'there', args });
    expect((await nft(library, args)).output).toBe('table inet near\n');
    expect(await within()).toBe('table inet far\n');
    expect((await nft(library, args)).output).toBe('table inet near\n');
    await library.shell('ip netns del there');
  });

  it('takes 10,000 rules in one transaction, and lists them', async () => {
    const rules = Array.from({ length: 10_000 }, (_, at): Json => {
      const left = { payload: { protocol: 'tcp', field: 'dport' } };
      return rule({ match: { op: '==', left, right: at } }, { accept: null });
    });
    await nft(library, TRANSACTION, textOf([TABLE, CHAIN, ...rules]));
    const { output, started } = await nft(library, ['-j', 'list', 'table', 'inet', 'a']);
    const listed: { nftables: unknown[] } = JSON.parse(output);
    expect(started).toBe(0);
    expect(listed.nftables.filter((each) => Object.hasOwn(Object(each), 'rule'))).toHaveLength(
      10_000,
    );
    expect(output).toBe(await library.shell('nft -j list table inet a'));
  });
});

/** The handle of a table counts the tables that there ever were. */
function withoutHandles(listing: unknown): unknown {
  return typeof listing === 'string'
    ? listing.replaceAll(/("table": \{[^}]*)"handle": \d+/g, '$1')
    : listing;
}
