import type { Projection } from '@vpcctl/journal';
import { isVpcctlError, type MetricFamily, type MetricSample, type State } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { readUplinks } from '../context/uplinks.js';
import { readDeniedCounts } from '../counters/denied.js';

/** How far the host is from the journal, as it was looked at last. */
export interface DriftLook {
  /** The changes that would make it match. */
  readonly changes: number;
  /** When that was, in milliseconds since 1970. */
  readonly at: number;
}

/** What the engine's own meters read from. */
export interface OwnSource {
  readonly context: EngineContext;
  readonly projection: Projection<State>;
  readonly version: string;
  readonly readDrift: () => Promise<DriftLook | null>;
}

/** A meter of the engine: as those of plugins, but what it reads is no host. */
export interface OwnMeter {
  readonly name: string;
  readonly families: readonly MetricFamily[];
  read(source: OwnSource): Promise<readonly MetricSample[]>;
}

const gauge = (name: string, help: string, ...labels: string[]): MetricFamily => ({
  ...{ name, kind: 'gauge', help, labels },
});

const of = (name: string, value: number, labels: Record<string, string> = {}): MetricSample => ({
  ...{ name, labels, value },
});

const about: OwnMeter = {
  name: 'about',
  families: [gauge('vpcctl_info', 'Always 1; its labels tell of vpcctl', 'version', 'driver')],
  read: async ({ context, projection, version }) => [
    of('vpcctl_info', 1, { version, driver: context.registry.backendOf(projection.state) ?? '' }),
  ],
};

const journal: OwnMeter = {
  name: 'journal',
  families: [
    gauge('vpcctl_journal_changes', 'Number of the last change in the journal'),
    gauge('vpcctl_journal_bytes', 'Length of the journal in bytes'),
    gauge('vpcctl_unconfirmed_changes', 'Changes that await confirmation: 0 or 1'),
  ],
  read: async ({ projection: { position, unconfirmed } }) => [
    of('vpcctl_journal_changes', position.seq),
    of('vpcctl_journal_bytes', position.cursor),
    of('vpcctl_unconfirmed_changes', unconfirmed === null ? 0 : 1),
  ],
};

const drift: OwnMeter = {
  name: 'drift',
  families: [
    gauge('vpcctl_drift_changes', 'Changes that would make the host match the journal'),
    gauge('vpcctl_drift_timestamp_seconds', 'When the host was last compared with the journal'),
  ],
  async read({ readDrift }) {
    const look = await readDrift();
    if (look === null) return [];
    return [
      of('vpcctl_drift_changes', look.changes),
      of('vpcctl_drift_timestamp_seconds', look.at / 1000),
    ];
  },
};

const replay: OwnMeter = {
  name: 'replay',
  families: [
    gauge('vpcctl_replay_timestamp_seconds', 'When a replay or repair last ended, also by itself'),
    gauge('vpcctl_replay_changes', 'Changes that the last replay or repair made'),
    gauge('vpcctl_replay_failures', 'Causes for which the last replay or repair left drift'),
  ],
  async read({ context }) {
    const { last } = context.readRepairs();
    if (last === null) return [];
    return [
      of('vpcctl_replay_timestamp_seconds', Date.parse(last.at) / 1000),
      of('vpcctl_replay_changes', last.count),
      of('vpcctl_replay_failures', last.failures.length),
    ];
  },
};

const uplinks: OwnMeter = {
  name: 'uplinks',
  families: [
    gauge('vpcctl_uplink_up', 'Whether an interface to the internet is up: 1 or 0', 'interface'),
  ],
  read: async ({ context, projection }) =>
    [...(await readUplinks(context, projection.state))].map(([name, isUp]) =>
      of('vpcctl_uplink_up', isUp ? 1 : 0, { interface: name }),
    ),
};

const counter = (name: string, help: string, ...labels: string[]): MetricFamily => ({
  ...{ name, kind: 'counter', help, labels },
});

const PLACE = ['vpc', 'subnet', 'cause'];

const denied: OwnMeter = {
  name: 'denied',
  families: [
    counter('vpcctl_dropped_packets_total', 'Packets that VPCs have dropped, by cause', 'cause'),
    counter('vpcctl_dropped_bytes_total', 'Bytes of the packets that VPCs have dropped', 'cause'),
    counter(
      'vpcctl_vpc_dropped_packets_total',
      'Packets that the policy of a subnet or the shares of a VPC have dropped',
      ...PLACE,
    ),
    counter(
      'vpcctl_vpc_dropped_bytes_total',
      'Bytes of the packets that a policy or the shares of a VPC have dropped',
      ...PLACE,
    ),
  ],
  async read({ context, projection }) {
    const counts = await readDeniedCounts(context, projection.state);
    return counts.flatMap(({ place, cause, packets, bytes }) => {
      const labels =
        place === null ? { cause } : { vpc: place.vpc, subnet: place.subnet ?? '', cause };
      const name = place === null ? 'vpcctl_dropped' : 'vpcctl_vpc_dropped';
      return [
        of(`${name}_packets_total`, packets, labels),
        of(`${name}_bytes_total`, bytes, labels),
      ];
    });
  },
};

/** In the order in which they are written. */
export const OWN_METERS: readonly OwnMeter[] = [about, journal, drift, replay, uplinks, denied];

/** Whether each meter could be read, those of plugins included. */
export const METER_UP = gauge('vpcctl_meter_up', 'Whether a meter could be read: 1 or 0', 'meter');

/**
 * The message of an error by which a meter cannot be read; what is no error of the host or of a
 * plugin is thrown on.
 */
export function failureOf(error: unknown): string {
  if (isVpcctlError(error)) return error.message;
  throw error;
}
