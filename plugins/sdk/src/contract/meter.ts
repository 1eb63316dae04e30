import type { State } from '../resource/resource.js';
import type { HostReader } from './observe/host-reader.js';

/** A number that vpcctl reads for many things at once, as OpenMetrics describes it. */
export interface MetricFamily {
  /**
   * Unique among all meters: `vpcctl_`, the subject, and the unit in the plural. The name of a
   * counter ends with `_total`.
   */
  readonly name: string;
  /** A `counter` only grows until what it counts is made anew; a `gauge` goes up and down. */
  readonly kind: 'counter' | 'gauge';
  /** A sentence without a full stop, which names the unit. */
  readonly help: string;
  /** The names of the labels that each {@link MetricSample} has: `vpc`, `subnet`. */
  readonly labels: readonly string[];
}

/** A number of a family, and what it is about. */
export interface MetricSample {
  /** The name of the {@link MetricFamily}. */
  readonly name: string;
  /** A value for each label of the family. Any text will do: what writes it escapes it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A meter says *what happens*: it reads numbers for `vpcctl metrics`. It changes nothing, and keeps
 * nothing from one reading to the next.
 */
export interface Meter {
  /** Unique among all meters: `traffic`. */
  readonly name: string;
  /** All that it may give, in the order in which it is written. */
  readonly families: readonly MetricFamily[];
  /**
   * The numbers of now. What the host does not have (yet) has no sample. An error leaves out this
   * meter alone, and `vpcctl_meter_up` tells it.
   * @throws VpcctlError as the methods of `host`
   */
  read(state: State, host: HostReader): Promise<readonly MetricSample[]>;
}

/**
 * The labels of a workload in metrics; `instance` is empty for a subnet's own workload. Pure.
 */
export function workloadLabels({
  vpc,
  subnet,
  instance,
}: {
  readonly vpc: string;
  readonly subnet: string;
  readonly instance: string | null;
}): { readonly vpc: string; readonly subnet: string; readonly instance: string } {
  return { vpc, subnet, instance: instance ?? '' };
}

/** The names of {@link workloadLabels}, for a {@link MetricFamily}. */
export const WORKLOAD_LABELS: readonly string[] = ['vpc', 'subnet', 'instance'];
