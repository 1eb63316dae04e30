/**
 * What each step sends to the kernel, counted. It must not grow with what is there: a loop that
 * does is seen without a clock.
 */
import { nftables } from '@vpcctl/nftables';
import { API_VERSION, isLineOperation, type Operation, type State } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { core } from '../../../../src/core.js';
import { compileStep } from '../../../../src/engine/model/compile.js';
import { desiredStateOf } from '../../../../src/engine/model/desired.js';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { hostWith } from '../../../support/features/facts.js';
import { type CommandRequest, decide } from '../../../support/features/given.js';
import { countMessages } from '../../../support/host/counting-session.js';
import { largeNetwork } from '../../../support/scale/network.js';

const registry = createRegistry([
  core(),
  { name: 'nftables', apiVersion: API_VERSION, drivers: [nftables] },
]);

/** A network with a VPC that has no subnet. */
function networkOf(subnets: number): State {
  const { state } = largeNetwork({ vpcs: 3, subnets, rules: subnets });
  return after(state, ['vpc.create', { name: 'empty', cidr: '192.168.0.0/16' }]);
}

const after = (state: State, request: CommandRequest) =>
  decide(state, request, hostWith(state), registry).state;

const SMALL = networkOf(3);
const LARGE = networkOf(100);

const subnet = (type: string): CommandRequest => [
  'subnet.add',
  { vpc: 'v0', name: 'new', cidr: '10.0.250.0/24', type },
];
const policy = {
  subnet: '10.0.0.0/24',
  ingress: [
    { port: 8080, protocol: 'tcp', action: 'allow' },
    { port: 22, protocol: 'tcp', action: 'deny' },
  ],
};

const STEPS: Readonly<Record<string, CommandRequest>> = {
  'create-vpc': ['vpc.create', { name: 'new', cidr: '172.16.0.0/16' }],
  'add-subnet, public': subnet('public'),
  'add-subnet, private': subnet('private'),
  peer: ['peering.add', { vpcs: ['v0', 'v2'] }],
  'apply-firewall': ['firewall.apply', { vpc: 'v0', subnet: 's0', policy }],
  'clear-firewall': ['firewall.clear', { vpc: 'v0', subnet: 's0' }],
  unpeer: ['peering.remove', { vpcs: ['v0', 'v1'] }],
  'delete-subnet': ['subnet.delete', { vpc: 'v0', name: 's0' }],
  'delete-vpc': ['vpc.delete', { name: 'empty' }],
};

interface Count {
  readonly operations: number;
  readonly messages: number;
  readonly nftObjects: number;
}

function countStep(from: State, to: State): Count {
  const [before, desired] = [from, to].map((state) => desiredStateOf(registry, state));
  if (before === undefined || desired === undefined) throw new Error('two states');
  const operations = compileStep(before, desired);
  return {
    operations: operations.length,
    messages: countMessages(operations.filter(isLineOperation)).messages,
    nftObjects: operations.reduce((sum, each) => sum + objectsOf(each), 0),
  };
}

const objectsOf = (operation: Operation) =>
  operation.op === 'nft.transaction' ? operation.objects.length : 0;

/** A step, and its undo. */
function countBoth(state: State, request: CommandRequest): { done: Count; undone: Count } {
  const next = after(state, request);
  return { done: countStep(state, next), undone: countStep(next, state) };
}

/** Operations, messages and objects of nft: of the step, and of its undo. */
const line = ({ done, undone }: ReturnType<typeof countBoth>): string =>
  [done, undone]
    .map(({ operations, messages, nftObjects }) => `${operations} ${messages} ${nftObjects}`)
    .join(', undo ');

describe('operations, messages of netlink and objects of nft', () => {
  it('of each step', () => {
    const counts = Object.entries(STEPS).map(
      ([name, request]) => `${name}: ${line(countBoth(SMALL, request))}`,
    );
    expect(counts).toMatchInlineSnapshot(`
      [
        "create-vpc: 15 9 28, undo 5 4 19",
        "add-subnet, public: 14 16 6, undo 4 3 6",
        "add-subnet, private: 14 16 5, undo 4 3 5",
        "peer: 3 4 5, undo 4 4 2",
        "apply-firewall: 2 0 7, undo 2 0 6",
        "clear-firewall: 1 0 4, undo 2 0 6",
        "unpeer: 4 4 2, undo 3 4 5",
        "delete-subnet: 4 3 10, undo 15 16 12",
        "delete-vpc: 5 4 19, undo 15 9 28",
      ]
    `);
  });

  it('of the first VPC, which brings the policy of all', () => {
    const first = after(EMPTY_STATE, ['vpc.create', { name: 'v0', cidr: '10.0.0.0/16' }]);
    const count = { done: countStep(EMPTY_STATE, first), undone: countStep(first, EMPTY_STATE) };
    expect(line(count)).toMatchInlineSnapshot(`"18 10 208, undo 8 5 6"`);
  });

  it.each(Object.entries(STEPS))('are as many where 100 subnets are: %s', (_, request) => {
    expect(countBoth(LARGE, request)).toEqual(countBoth(SMALL, request));
  });

  it('of 100 subnets are at most ten times those of ten', () => {
    const build = (subnets: number) => {
      const { state } = largeNetwork({ vpcs: 1, subnets, rules: 0 });
      const { state: without } = largeNetwork({ vpcs: 1, subnets: 0, rules: 0 });
      return countStep(without, state);
    };
    const [ten, hundred] = [build(10), build(100)];
    expect(hundred).toEqual({
      operations: expect.toSatisfy((count) => count <= 10 * ten.operations),
      messages: expect.toSatisfy((count) => count <= 10 * ten.messages),
      nftObjects: expect.toSatisfy((count) => count <= 10 * ten.nftObjects),
    });
  });
});
