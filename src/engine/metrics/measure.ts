import type { MetricFamily, MetricSample } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { readProjection } from '../model/read-state.js';
import { dryRunReplay } from '../run/replay.js';
import { type DriftLook, failureOf, METER_UP, OWN_METERS, type OwnSource } from './own-meters.js';

/** The numbers of one family. */
export interface Measured {
  readonly family: MetricFamily;
  readonly samples: readonly MetricSample[];
}

/** All numbers at one time. */
export interface Measurement {
  /** All families, also those without a number. */
  readonly metrics: readonly Measured[];
  /** The meters that could not be read, and why. */
  readonly failures: readonly { readonly meter: string; readonly why: string }[];
}

export interface MeasureOptions {
  /** The version of vpcctl. */
  readonly version: string;
  /** How long a comparison of the host with the journal may be used again, in milliseconds. */
  readonly driftEvery: number;
  /** Who asks: only root can compare the host with the journal. */
  readonly uid?: number | undefined;
}

/**
 * Returns what measures: it reads the state, the host and all meters, one after the other.
 * It changes nothing, and takes no lock. A meter that cannot be read leaves the others.
 * @throws from what it returns: JournalError as `journal.read` does; VpcctlError
 *   `HOST_OTHER_NAMESPACE` where the VPCs are not in this network namespace
 */
export function createMeasure(
  context: EngineContext,
  { version, driftEvery, uid = process.geteuid?.() ?? -1 }: MeasureOptions,
): () => Promise<Measurement> {
  const readDrift = uid === 0 ? lookAtDrift(context, driftEvery) : async () => null;
  return async () => {
    const mismatch = context.checkNamespace?.().mismatch ?? null;
    if (mismatch !== null) throw mismatch;
    const projection = await readProjection(context);
    return measureAll({ context, projection, version, readDrift });
  };
}

/** All families that there may be, of the engine and of the installed plugins. Pure. */
export function familiesOf({ registry }: Pick<EngineContext, 'registry'>): MetricFamily[] {
  const meters = [...OWN_METERS, ...registry.meters];
  return [...meters.flatMap(({ families }) => families), METER_UP];
}

async function measureAll(source: OwnSource): Promise<Measurement> {
  const { context, projection } = source;
  const host = context.openHost();
  const found = new Map<string, MetricSample[]>();
  const failures: { meter: string; why: string }[] = [];
  const attempt = async (meter: string, read: () => Promise<readonly MetricSample[]>) => {
    let samples: readonly MetricSample[] = [];
    try {
      samples = await read();
    } catch (error) {
      failures.push({ meter, why: failureOf(error) });
    }
    const isUp = failures.every((each) => each.meter !== meter);
    const up = { name: METER_UP.name, labels: { meter }, value: isUp ? 1 : 0 };
    for (const sample of [...samples, up]) {
      const others = found.get(sample.name);
      if (others === undefined) found.set(sample.name, [sample]);
      else others.push(sample);
    }
  };
  for (const meter of OWN_METERS) await attempt(meter.name, () => meter.read(source));
  for (const meter of context.registry.meters) {
    await attempt(meter.name, () => meter.read(projection.state, host));
  }
  const metrics = familiesOf(context).map((family) => ({
    family,
    samples: found.get(family.name) ?? [],
  }));
  return { metrics, failures };
}

/** Compares the host with the journal, unless it was compared a short while ago. */
function lookAtDrift(context: EngineContext, every: number): () => Promise<DriftLook> {
  let last: DriftLook | null = null;
  return async () => {
    if (last !== null && Date.now() < last.at + every) return last;
    const { changes } = await dryRunReplay(context);
    last = { changes: changes.length, at: Date.now() };
    return last;
  };
}
