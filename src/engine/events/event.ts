/** What happened to VPCs, in words. Pure. */
import type { RepairRecord } from '../../host/index.js';
import type { PendingConfirmation } from '../confirm/pending.js';
import type { DescribedItem } from '../history/list.js';

/**
 * `change`, `failed`: a change of the journal. `awaits`: a change that is to be confirmed.
 * `repaired`, `unrepaired`: drift that was found. `came`, `went`: the link of a workload. `up`,
 * `down`: an interface to the internet.
 */
export const EVENT_KINDS = [
  ...(['change', 'failed', 'awaits', 'repaired', 'unrepaired'] as const),
  ...(['came', 'went', 'up', 'down'] as const),
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened. */
export interface HostEvent {
  /** Tells events apart that are read again and again. */
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: EventKind;
  /** What it is about: VPCs, a workload or an interface, by name. */
  readonly subjects: readonly string[];
  /** The number of the change; null where it is none. */
  readonly seq: number | null;
  /** As a line: untrusted text. */
  readonly text: string;
}

/** The changes that have ended. */
export function changeEvents(items: readonly DescribedItem[]): HostEvent[] {
  return items.flatMap(({ entry, outcome, error, settledAt, description, about }) => {
    if (settledAt === null) return [];
    const why = error === null ? '' : `: ${error.message}`;
    return [
      {
        ...{ key: `change ${entry.seq}`, at: settledAt, subjects: about, seq: entry.seq },
        kind: outcome === 'applied' ? ('change' as const) : ('failed' as const),
        text: `${description}${why} (${entry.actor.user})`,
      },
    ];
  });
}

/** The change that is to be confirmed. @param items the changes; its own is among them, mostly */
export function awaitEvents(
  pending: Pick<PendingConfirmation, 'seq' | 'deadline' | 'description' | 'entry'> | null,
  items: readonly DescribedItem[],
): HostEvent[] {
  if (pending === null) return [];
  const { seq, deadline, description, entry } = pending;
  const at = items.find((item) => item.entry.seq === seq)?.settledAt ?? entry.at;
  return [
    {
      ...{ key: `awaits ${seq}`, at, kind: 'awaits', subjects: [], seq },
      text: `change ${seq} (${description}) awaits confirmation until ${deadline}`,
    },
  ];
}

/** Drift that was found: what was repaired, and what could not be. */
export function repairEvents(found: readonly RepairRecord[]): HostEvent[] {
  return found.flatMap(({ number, at, count, changes, failures }) => {
    const about = { at, subjects: [], seq: null };
    const [first = ''] = changes;
    const more = count > 1 ? `, and ${count - 1} more` : '';
    return [
      ...(count === 0
        ? []
        : [{ ...about, key: `repaired ${number}`, kind: 'repaired' as const, text: first + more }]),
      ...(failures.length === 0
        ? []
        : [
            {
              ...{ ...about, key: `unrepaired ${number}`, kind: 'unrepaired' as const },
              text: failures.join('; '),
            },
          ]),
    ];
  });
}

/** What of the host comes and goes. */
export interface LinkSnapshot {
  /** Interfaces to the internet, each with whether it is up. */
  readonly uplinks: ReadonlyMap<string, boolean>;
  /** The labels of the workloads whose links are there. */
  readonly workloads: ReadonlySet<string>;
}

/** What came or went between two looks. @param at when the second look was */
export function linkEvents(before: LinkSnapshot, after: LinkSnapshot, at: string): HostEvent[] {
  const about = (kind: EventKind, name: string, text: string): HostEvent => ({
    ...{ key: `${kind} ${name} ${at}`, at, kind, subjects: [name], seq: null, text },
  });
  const names = [...new Set([...before.uplinks.keys(), ...after.uplinks.keys()])];
  const changed = names.filter(
    (name) => (before.uplinks.get(name) ?? false) !== (after.uplinks.get(name) ?? false),
  );
  return [
    ...changed.map((name) =>
      after.uplinks.get(name)
        ? about('up', name, `the uplink ${name} is up`)
        : about('down', name, `the uplink ${name} is down`),
    ),
    ...[...after.workloads]
      .filter((label) => !before.workloads.has(label))
      .map((label) => about('came', label, `the link of ${label} is there`)),
    ...[...before.workloads]
      .filter((label) => !after.workloads.has(label))
      .map((label) => about('went', label, `the link of ${label} is gone`)),
  ];
}

/** In the order of time; those of one time as they are given. */
export function inOrder(events: readonly HostEvent[]): HostEvent[] {
  return events.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
