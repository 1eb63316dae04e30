import type { FlowNetwork } from '../model/flows/index.js';

/** How many states are remembered: a connection is told of after its workload may have gone. */
const REMEMBERED = 16;

/** The networks of the last states. Pure: it does no I/O. */
export class Networks {
  #known: readonly { readonly since: number; readonly network: FlowNetwork }[] = [];

  /** Notes what the network is from a time on, in milliseconds since 1970. */
  add(network: FlowNetwork, since: number): void {
    this.#known = [...this.#known, { since, network }].slice(-REMEMBERED);
  }

  /**
   * The network as a connection that began at `time` had it. What that network did not know comes
   * from later ones: a change is noted a moment after it was made.
   */
  at(time: number): FlowNetwork {
    const newest = this.#known.at(-1);
    if (newest !== undefined && newest.since <= time) return newest.network;
    const last = this.#known.findLastIndex(({ since }) => since <= time);
    const known = this.#known.slice(Math.max(0, last)).map(({ network }) => network);
    return {
      isGateway: (address) => known.some(({ isGateway }) => isGateway(address)),
      vpcOf: (segment) => firstOf(known, ({ vpcOf }) => vpcOf(segment)),
      workloadAt: (vpc, address) => firstOf(known, ({ workloadAt }) => workloadAt(vpc, address)),
    };
  }
}

function firstOf<T>(
  networks: readonly FlowNetwork[],
  find: (network: FlowNetwork) => T | null,
): T | null {
  for (const network of networks) {
    const found = find(network);
    if (found !== null) return found;
  }
  return null;
}
