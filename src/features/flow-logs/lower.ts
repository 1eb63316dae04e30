import type { Resource, State, Sysctl } from '@vpcctl/sdk';
import { selectFlowLogs } from './state.js';

/** What conntrack has to do for flow logs: linux/Documentation/networking/nf_conntrack-sysctl.rst. */
const SETTINGS = {
  'net/netfilter/nf_conntrack_acct': 'count packets and bytes of connections',
  // Its usual value, 2, gives a connection no event that began while nothing listened.
  'net/netfilter/nf_conntrack_events': 'tell of the end of each connection',
  'net/netfilter/nf_conntrack_timestamp': 'remember when connections began',
} as const;

type Key = keyof typeof SETTINGS;

/** The sysctls that flow logs change. */
export const KEYS: readonly [Key, ...Key[]] = [
  'net/netfilter/nf_conntrack_acct',
  'net/netfilter/nf_conntrack_events',
  'net/netfilter/nf_conntrack_timestamp',
];

/** What the flow logs of all VPCs share. */
export function lowerFlowLogs(state: State): Resource[] {
  const logs = Object.values(selectFlowLogs(state));
  const [first] = logs;
  return first === undefined ? [] : KEYS.map((key) => setting(key, first.restore[key] ?? null));
}

/** The keys exist once the packet filter has made the kernel load conntrack. */
function setting(key: Key, restore: string | null): Sysctl {
  return {
    kind: 'sysctl',
    id: `sysctl:${key}`,
    attributes: { key, value: '1', restore },
    dependsOn: ['packet-filter:vpcctl'],
    why: SETTINGS[key],
  };
}
