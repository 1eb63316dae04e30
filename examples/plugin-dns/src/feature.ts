import {
  defineFeature,
  event,
  RENAMED,
  type Renamed,
  renameKeys,
  requireVpc,
  type ShowField,
  type ShowSubject,
  type State,
} from '@vpcctl/sdk';
import { type Disabled, disableDns } from './disable.js';
import { enableDns } from './enable.js';
import { lowerDns } from './lower.js';
import { domainOf } from './names.js';
import { DNS_FEATURE, type DnsSlice, type Enabled, selectDns } from './state.js';
import { dnsTopology } from './topology.js';

/** Which VPCs have DNS. Whose names there are is no part of it: those of the workloads that the VPC has. */
export const dnsFeature = defineFeature<DnsSlice>({
  name: DNS_FEATURE,
  initial: {},
  intents: [enableDns, disableDns],
  evolve: {
    'dns.enable': (slice, enabled: Enabled) => ({ ...slice, [enabled.vpc]: enabled }),
    'dns.disable': (slice, { vpc }: Disabled) => without(slice, vpc),
    'vpc.delete': (slice, { name }: { name: string }) => without(slice, name),
    [RENAMED]: (slice, renamed: Renamed) =>
      renameKeys(slice, renamed, (enabled, { vpc }) => ({ ...enabled, vpc })),
  },
  restate: (state) => Object.values(selectDns(state)).map((each) => event(enableDns, each)),
  lower: lowerDns,
  show,
  topology: dnsTopology,
});

function without(slice: DnsSlice, vpc: string): DnsSlice {
  return Object.fromEntries(Object.entries(slice).filter(([name]) => name !== vpc));
}

function show(state: State, { vpc, subnet }: ShowSubject): ShowField[] {
  if (subnet !== null || selectDns(state)[vpc] === undefined) return [];
  const value = { domain: domainOf(vpc), server: requireVpc(state, vpc).gateway };
  return [{ label: 'dns', text: `${value.domain}, by ${value.server}`, value }];
}
