import { type HostFacts, inputError, type PortRange } from '@vpcctl/sdk';
import type { DnsSlice, Enabled } from './state.js';

/** Below those that the kernel gives to connections (`ip_local_port_range`, from 32768), above what services use. */
const FIRST = 20_000;
const PAIRS = 5000;

/** All ports that may be chosen, to be asked who listens there. */
export const POSSIBLE: readonly PortRange[] = (['udp', 'tcp'] as const).map((protocol) => ({
  protocol,
  from: FIRST,
  to: FIRST + 2 * PAIRS - 1,
}));

/**
 * Two ports of the host for the servers of a VPC: by its number, or the next two that nobody has. Pure.
 * @throws VpcctlError `DNS_PORTS_TAKEN`
 */
export function choosePorts(
  segment: number,
  others: DnsSlice,
  { listeners }: Pick<HostFacts, 'listeners'>,
): Enabled['ports'] {
  const taken = new Set([
    ...listeners.map(({ port }) => port),
    ...Object.values(others).flatMap(({ ports }) => [ports.public, ports.private]),
  ]);
  for (let step = 0; step < PAIRS; step += 1) {
    const first = FIRST + 2 * ((segment + step) % PAIRS);
    if (!taken.has(first) && !taken.has(first + 1)) return { public: first, private: first + 1 };
  }
  throw inputError(
    'DNS_PORTS_TAKEN',
    `no two ports of this host from ${FIRST} to ${FIRST + 2 * PAIRS - 1} are free`,
    'see who has them: ss -lntup',
  );
}
