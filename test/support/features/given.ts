import {
  API_VERSION,
  type ChangeEvent,
  type Driver,
  type DriverHooks,
  type HostFacts,
  type Json,
  type JsonObject,
  PACKET_POLICY_KINDS,
  type Resource,
  type State,
  VpcctlError,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { expect } from 'vitest';
import { decideChange } from '../../../src/engine/model/decide.js';
import { lower } from '../../../src/engine/model/desired.js';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { createRegistry, type Registry } from '../../../src/engine/registry/registry.js';
import { coreFeatures } from '../../../src/features/index.js';
import { createIproute2Driver } from '../../../src/host/iproute2/index.js';
import { BARE_HOST, hostWith } from './facts.js';

/** A request: an intent's type and what the user asks for. */
export type CommandRequest = readonly [type: string, input: Json];

/** Every resource kind of the core. */
export const CORE_KINDS = [
  ...[
    'sysctl',
    'namespace',
    'namespace-alias',
    'bridge',
    'veth',
    'address',
    'route',
    'rule',
    'neighbour',
    'firewall-exception',
    'lasting-exception',
  ],
  ...PACKET_POLICY_KINDS,
];

/** The hooks of the core's own driver that look at no host. */
export const PURE_HOOKS: DriverHooks = Object.fromEntries(
  Object.entries(createIproute2Driver({ ipv6: true })).filter(([name]) =>
    ['afterChange', 'replaces', 'guardedLinks', 'factsWithout'].includes(name),
  ),
);

/** Serves the core's kinds, since resources without a driver are refused; they are never asked to do anything. */
const driver = (name: string): Driver => ({
  name,
  kinds: CORE_KINDS,
  programs: {},
  compile: () => [],
  observe: async () => [],
  ...PURE_HOOKS,
});

/** The core's features, as plugins are held beside them. */
export const CORE: VpcctlPlugin = {
  name: 'core',
  apiVersion: API_VERSION,
  features: coreFeatures,
  drivers: [driver('nftables'), driver('iptables-legacy'), driver('none')],
};

/** The same, as the engine holds them. */
export const registry = createRegistry([CORE]);

/** What was decided, and what it comes to. */
export interface Outcome {
  readonly events: readonly ChangeEvent[];
  /** The data of the first event. */
  readonly data: JsonObject;
  readonly description: string;
  readonly state: State;
  readonly resources: readonly Resource[];
}

/** Decides a request on `state`, as the engine does, without a journal. */
export function decide(
  state: State,
  [type, input]: CommandRequest,
  host: HostFacts,
  known: Registry = registry,
): Outcome {
  const intent = known.intent(type);
  if (intent === undefined) throw new Error(`there is no intent ${type}`);
  const checked = intent.input.safeParse(input);
  if (!checked.success) throw new Error(JSON.stringify(checked.error.issues));
  const { stateAfter, ...decided } = decideChange(known, intent, state, checked.data, host);
  return {
    ...decided,
    data: decided.events[0]?.data ?? {},
    state: stateAfter,
    resources: lower(known, stateAfter),
  };
}

/** A state after `requests`, for the next request. */
export function given(...requests: readonly CommandRequest[]) {
  return givenOn(BARE_HOST, ...requests);
}

/** The same on a host that was like `base` before the first request. */
export function givenOn(base: HostFacts, ...requests: readonly CommandRequest[]) {
  const state = requests.reduce(
    (before, request) => decide(before, request, hostWith(before, base)).state,
    EMPTY_STATE,
  );
  const host = hostWith(state, base);
  return {
    state,
    resources: lower(registry, state),
    /** The result of the next request. */
    when: (type: string, input: Json) => decide(state, [type, input], host),
    /** The error that refuses the next request. */
    refuses: (type: string, input: Json) => refusal(() => decide(state, [type, input], host)),
  };
}

/** The error of wrong input that `act` throws: it has a next step, and no line is endless. */
export function refusal(act: () => unknown): VpcctlError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof VpcctlError)) throw error;
    expect(error.category, error.message).toBe('input');
    expect(error.hints.length, error.message).toBeGreaterThan(0);
    expect(error.message.length, error.message).toBeLessThan(400);
    return error;
  }
  throw new Error('it was not refused');
}

/** The tutorial up to its ninth step. */
export const TUTORIAL: readonly CommandRequest[] = [
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16', interface: 'eth0' }],
  ['subnet.add', { vpc: 'vpc1', name: 'public', cidr: '10.0.1.0/24', type: 'public' }],
  ['subnet.add', { vpc: 'vpc1', name: 'private', cidr: '10.0.2.0/24', type: 'private' }],
  ['vpc.create', { name: 'vpc2', cidr: '172.16.0.0/16' }],
  ['subnet.add', { vpc: 'vpc2', name: 'web', cidr: '172.16.1.0/24', type: 'public' }],
  ['peering.add', { vpcs: ['vpc1', 'vpc2'] }],
  [
    'firewall.apply',
    {
      vpc: 'vpc1',
      subnet: 'public',
      policy: {
        subnet: '10.0.1.0/24',
        ingress: [
          { port: 8080, protocol: 'tcp', action: 'allow' },
          { port: 22, protocol: 'tcp', action: 'deny' },
          { port: 443, protocol: 'tcp', action: 'allow' },
        ],
      },
    },
  ],
];
