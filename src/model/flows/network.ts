import { type State, vpcsOf } from '@vpcctl/sdk';
import { allWorkloads } from '../workloads/index.js';

/** The workloads of a state by their addresses, as far as flows are told apart by them. */
export interface FlowNetwork {
  /** The name of the VPC with a segment; null: there is none. */
  readonly vpcOf: (segment: number) => string | null;
  /** The workload of a VPC, or of one of its peers, that has an address. */
  readonly workloadAt: (vpc: string, address: string) => FlowWorkload | null;
  /** Whether an address is that of a router. */
  readonly isGateway: (address: string) => boolean;
}

/** A workload: `shop/web`, `shop/web/web1`. */
export interface FlowWorkload {
  readonly vpc: string;
  readonly label: string;
}

/**
 * Reads the network of a state. Pure.
 * @param peersOf the names of the VPCs that a VPC is peered with
 */
export function flowNetwork(
  state: State,
  peersOf: (state: State, vpc: string) => readonly string[],
): FlowNetwork {
  const vpcs = new Map(vpcsOf(state).map(({ segment, name }) => [segment, name]));
  const workloads = new Map<string, FlowWorkload>();
  for (const { vpc, label, addresses } of allWorkloads(state)) {
    for (const { text } of addresses) workloads.set(`${vpc} ${text}`, { vpc, label });
  }
  const peers = new Map([...vpcs.values()].map((name) => [name, peersOf(state, name)]));
  const gateways = new Set(vpcsOf(state).map(({ gateway }) => gateway));
  return {
    isGateway: (address) => gateways.has(address),
    vpcOf: (segment) => vpcs.get(segment) ?? null,
    workloadAt: (vpc, address) => {
      const own = workloads.get(`${vpc} ${address}`);
      if (own !== undefined) return own;
      for (const peer of peers.get(vpc) ?? []) {
        const found = workloads.get(`${peer} ${address}`);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}
