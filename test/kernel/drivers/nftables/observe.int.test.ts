import { nftables } from '@vpcctl/nftables';
import type { Resource } from '@vpcctl/sdk';
import {
  allow,
  filter,
  group,
  internet,
  peering,
  port,
  router,
  type Subject,
  subjectOf,
  tcp,
} from '@vpcctl/sdk/conformance';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../../support/lab/harness.js';
import { resourceSet } from '../../../support/plugins/nftables-arbitrary.js';

/** What this driver sees beyond what every driver must: it needs no links, and answers all or nothing. */
const DAMAGED = [{ ...filter, attributes: { name: 'vpcctl', damaged: true } }];

let lab: Lab;
let subject: Subject;
beforeAll(async () => {
  lab = await startLab();
  subject = subjectOf(nftables, lab);
});
afterAll(() => lab.stop());

/** By id: the order in which things are observed says nothing. */
function byId(resources: readonly Resource[]): Map<string, Resource> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

async function expectThere(expected: readonly Resource[], candidates = expected): Promise<void> {
  expect(byId(await subject.observe(candidates))).toEqual(byId(expected));
}

test('any resources are observed, also after a change to any others, and none are left', async () => {
  await fc.assert(
    fc.asyncProperty(resourceSet, resourceSet, async (first, second) => {
      await subject.use(first);
      await expectThere(first);
      await subject.use(second);
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
      await subject.use([]);
      await expectThere([], second);
      expect(await subject.run('nft', ['list', 'ruleset'])).toBe('');
    }),
    { numRuns: 25 },
  );
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

describe('damage', () => {
  test('is not a policy that is wholly gone: that one is missing', async () => {
    await subject.use(whole);
    const element = '{ "br-vpc1" . "eth0" . 10.0.1.1 }';
    await subject.run('nft', [`delete element inet vpcctl masqueraded ${element}`]);
    await expectThere(
      whole.filter(({ kind }) => kind !== 'masquerade'),
      whole,
    );
    await subject.repair(whole);
    await expectThere(whole);
  });

  test('is any object that no candidate explains, and it can be deleted', async () => {
    await subject.use(whole);
    expect(await subject.observe(whole.slice(0, -1))).toEqual(DAMAGED);
    await subject.run('nft', ['delete table inet vpcctl']);
    expect(await subject.observe(whole)).toEqual(DAMAGED);
    await subject.repair([]);
    expect(await subject.run('nft', ['list', 'tables'])).toBe('');
  });
});
