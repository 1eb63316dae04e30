import type { Resource } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resourceSet } from './support/arbitrary.js';
import { type Lab, openLab } from './support/lab.js';
import { apply, observe } from './support/policy.js';
import { allow, filter, group, internet, peering, port, router, tcp } from './support/resources.js';

const DAMAGED = [{ ...filter, attributes: { name: 'vpcctl', damaged: true } }];

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterEach(() => lab.run('nft', ['flush', 'ruleset']));
afterAll(() => lab.close());

/** By id: the order in which things are observed says nothing. */
function byId(resources: readonly Resource[]): Map<string, Resource> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

async function expectThere(expected: readonly Resource[], candidates = expected): Promise<void> {
  expect(byId(await observe(lab, candidates))).toEqual(byId(expected));
}

describe('what was built is what is seen', () => {
  test('for any resources, also after changing to any others, and nothing stays', async () => {
    await fc.assert(
      fc.asyncProperty(resourceSet, resourceSet, async (first, second) => {
        await apply(lab, [], first);
        await expectThere(first);
        await apply(lab, first, second);
        const gone = first.filter(({ id }) => !byId(second).has(id));
        // A group without rules is made of nothing, so it is there wherever the tables are.
        const empty = gone.filter(
          ({ kind, attributes }) =>
            kind === 'security-group' &&
            attributes['ingress'] === null &&
            attributes['egress'] === null &&
            second.length > 0,
        );
        await expectThere([...second, ...empty], [...second, ...gone]);
        await apply(lab, second, []);
        await expectThere([], second);
        expect(await lab.run('nft', ['list', 'ruleset'])).toBe('');
      }),
      { numRuns: 25 },
    );
  });
});

const whole: readonly Resource[] = [
  filter,
  router('vpc1', 7001, '10.0.0.1'),
  router('vpc2', 7002, '172.16.0.1'),
  port('vpc1', 'veth-vpc1-a', '02:00:00:00:00:01', '10.0.1.1'),
  internet('vpc1', 7001, 'eth0', '10.0.1.1'),
  peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.0.0/16']),
  group('vpc1', 'a', ['10.0.1.1'], { ingress: [allow(tcp(8080)), allow(tcp(443))] }),
];

/** What somebody may do to our tables behind our back, each as nft commands. */
const tampering: readonly [what: string, commands: string][] = [
  ['a rule added', 'insert rule inet vpcctl groups accept'],
  ['a rule added at the end', 'add rule inet vpcctl in/vpc1/a accept'],
  ['a base chain flushed', 'flush chain inet vpcctl leave'],
  ['a group flushed', 'flush chain inet vpcctl in/vpc1/a'],
  ['a table flushed', 'flush table inet vpcctl'],
  ['a chain added', 'add chain inet vpcctl mine'],
  ['a base chain added', 'add chain bridge vpcctl mine { type filter hook forward priority 0; }'],
  ['a policy changed', 'add chain inet vpcctl input { policy drop; }'],
  ['a set added', 'add set inet vpcctl mine { type ifname; }'],
  ['a counter added', 'add counter inet vpcctl mine'],
  ['a table put to sleep', 'add table bridge vpcctl { flags dormant; }'],
  ['a table gone', 'delete table bridge vpcctl'],
  ['all tables but one gone', 'delete table inet vpcctl; delete table arp vpcctl'],
  ['an element gone', 'delete element inet vpcctl gateways { "br-vpc1" . 10.0.0.1 }'],
  ['all elements of a set gone', 'flush set bridge vpcctl ports'],
  ['an element added', 'add element inet vpcctl internet { "br-vpc1" . "eth0" . 10.0.2.1 }'],
  [
    'an element that leads elsewhere',
    'delete element inet vpcctl boundary { "br-vpc1" . "br-vpc2" }; add element inet vpcctl boundary { "br-vpc1" . "br-vpc2" : goto groups }',
  ],
  [
    'rules in another order',
    'flush chain inet vpcctl in/vpc1/a; add rule inet vpcctl in/vpc1/a tcp dport 443 accept; add rule inet vpcctl in/vpc1/a tcp dport 8080 accept; add rule inet vpcctl in/vpc1/a drop',
  ],
  [
    'a rule replaced by a wider one',
    'flush chain inet vpcctl in/vpc1/a; add rule inet vpcctl in/vpc1/a tcp dport 8080-8081 accept; add rule inet vpcctl in/vpc1/a tcp dport 443 accept; add rule inet vpcctl in/vpc1/a drop',
  ],
];

describe('what somebody changed is seen as damage, and repaired', () => {
  test.each(tampering)('%s', async (_what, commands) => {
    await apply(lab, [], whole);
    await expectThere(whole);

    await lab.run('nft', [commands]);
    expect(await observe(lab, whole)).toEqual(DAMAGED);

    await apply(lab, DAMAGED, whole);
    await expectThere(whole);
  });

  test('a resource that is wholly gone is missing, not damage', async () => {
    await apply(lab, [], whole);
    await lab.run('nft', ['delete element inet vpcctl internet { "br-vpc1" . "eth0" . 10.0.1.1 }']);
    const rest = whole.filter(({ kind }) => kind !== 'internet-access');
    await expectThere(rest, whole);
    await apply(lab, rest, whole);
    await expectThere(whole);
  });

  test('damaged tables can go, too', async () => {
    await apply(lab, [], whole);
    await lab.run('nft', ['delete table inet vpcctl']);
    await apply(lab, await observe(lab, whole), []);
    expect(await lab.run('nft', ['list', 'tables'])).toBe('');
  });

  test('what no candidate explains is damage', async () => {
    await apply(lab, [], whole);
    expect(await observe(lab, whole.slice(0, -1))).toEqual(DAMAGED);
  });

  test('a security group of before and after: the one that is there is seen', async () => {
    const before = group('vpc1', 'a', ['10.0.1.1'], {});
    await apply(lab, [], whole);
    await expectThere(whole, [before, ...whole, before]);
  });
});

test('tables of others are neither read nor touched', async () => {
  const theirs = 'table inet theirs { chain vpcctl { accept; }; set bridges { type ifname; }; }';
  await lab.run('nft', [theirs]);
  const listed = await lab.run('nft', ['list', 'ruleset']);
  await expectThere([], whole);
  await apply(lab, [], whole);
  await expectThere(whole);
  await apply(lab, whole, []);
  expect(await lab.run('nft', ['list', 'ruleset'])).toBe(listed);
});
