import type { State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { type Forward, selectForwards } from '../../../plugins/port-forward/src/state.js';
import { selectVpcs } from '../../../src/features/vpc/state.js';
import { INTERNET, UPLINK } from '../../../src/lab/layout.js';
import type { Endpoint, Flow } from '../../../src/model/reach/index.js';
import { allWorkloads } from '../../../src/model/workloads/select.js';
import { PORTS, pickOf } from './arbitrary.js';

/** A flow still to be read in a state: numbers pick among what there is. */
export interface FlowSpec {
  readonly from: number;
  readonly to: number;
  readonly protocol: Flow['protocol'];
  readonly port: number;
  /** To a port of a forward, where there is one; null: to any address. */
  readonly forward: { readonly pick: number; readonly offset: number } | null;
}

export const anyFlow: fc.Arbitrary<FlowSpec> = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  protocol: fc.constantFrom('icmp', 'tcp', 'udp'),
  port: fc.constantFrom(...PORTS),
  forward: fc.option(fc.record({ pick: fc.nat(), offset: fc.constantFrom(0, 0, 0, 0, 1, 2) }), {
    freq: 2,
  }),
});

/** `spec` in a state: from a workload by name, the host or the internet, to an address. */
export function flowIn(state: State, spec: FlowSpec): Flow {
  const forward =
    spec.forward === null
      ? undefined
      : pickOf(Object.values(selectForwards(state)), spec.forward.pick);
  if (spec.forward !== null && forward !== undefined) {
    return flowToForward(state, spec, forward, spec.forward.offset);
  }
  const { from, to, protocol, port } = spec;
  const sender = senderOf(workloadEnds(state), from);
  const outside = [INTERNET.host, INTERNET.gateway];
  const addresses = [
    // Most addresses have an owner, and some have none.
    ...allWorkloads(state).flatMap(({ addresses }) =>
      addresses.flatMap(({ text }) => [text, text]),
    ),
    ...gatewaysOf(state),
    ...['10.0.3.77', '172.16.9.9', UPLINK.address],
    // The internet to itself is not looked at.
    ...(sender.kind === 'internet' ? [] : outside),
  ];
  return flow(sender, pickOf(addresses, to), protocol, port);
}

/** To what is forwarded, or just beside it, at whatever may be the host's: from inside the VPC as often as from elsewhere. */
function flowToForward(
  state: State,
  { from, to, protocol }: FlowSpec,
  forward: Forward,
  offset: number,
): Flow {
  const ends = workloadEnds(state);
  const own = ends.filter((end) => end.kind === 'workload' && end.vpc === forward.vpc);
  const sender = senderOf([...ends, ...own], from);
  const addresses = [
    ...[UPLINK.address, UPLINK.address, ...gatewaysOf(state)],
    // Everybody has a loopback of their own; what is sent there is seen by nobody else.
    ...(sender.kind === 'host' ? ['127.0.0.1', '127.0.0.1'] : []),
  ];
  const isPing = protocol === 'icmp' && offset === 0;
  return flow(
    sender,
    pickOf(addresses, to),
    isPing ? 'icmp' : forward.protocol,
    Math.min(forward.from + offset, forward.to + 1),
  );
}

function flow(
  from: Endpoint,
  address = UPLINK.address as string,
  protocol: Flow['protocol'],
  port: number,
): Flow {
  const to: Endpoint = { kind: 'address', address };
  return { from, to, protocol, port: protocol === 'icmp' ? null : port };
}

function workloadEnds(state: State): Endpoint[] {
  return allWorkloads(state).map(({ vpc, subnet, label }) => ({
    kind: 'workload',
    ...{ vpc, subnet, instance: label.split('/')[2] ?? null },
  }));
}

/** One of the workloads, or a sender outside the VPCs, which every topology has. */
function senderOf(workloads: readonly Endpoint[], pick: number): Endpoint {
  const host: Endpoint = { kind: 'host' };
  return (
    pickOf([...workloads, host, { kind: 'internet' }, host, { kind: 'internet' }], pick) ?? host
  );
}

function gatewaysOf(state: State): string[] {
  return Object.values(selectVpcs(state)).map(({ gateway }) => gateway);
}
