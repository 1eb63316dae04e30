import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { eventually } from '../../cli/gate.js';
import { outside } from '../../cli/lab-files.js';
import { writeIn } from '../../cli/tutorial.js';
import type { Background, Lab } from '../../lab/harness.js';

/** A place at which floods start, and which others must not reach. */
export interface FloodPlace {
  readonly name: string;
  /** The path of its network namespace. */
  readonly namespace: string;
  readonly link: string;
  /** Whether a packet counts only after the place's own packet filter: the host also forwards. */
  readonly delivered: boolean;
  /** Seconds after which a listener checks whether its namespace was replaced. */
  readonly patience: number;
}

/** A frame that one place sends without end, and the places that it must not reach. */
export interface Flood {
  /** The boundary that it crosses, in words; floods of one boundary are counted together. */
  readonly boundary: string;
  readonly from: string;
  readonly victims: readonly string[];
  /** The place that it has to reach, where it is allowed. */
  readonly arrives: string | null;
  readonly build: (mark: Buffer) => Buffer;
}

/** How many frames were sent and how many arrived, by the floods' numbers. */
export interface Counts {
  readonly sent: readonly number[];
  /** Frames that arrived at forbidden places. */
  readonly passed: readonly number[];
  /** The forbidden places at which some arrived. */
  readonly reached: readonly (readonly string[])[];
  /** Frames that arrived where they have to. */
  readonly arrived: readonly number[];
}

export interface Flooding {
  counts(): Counts;
  /**
   * Waits until a further frame of every allowed flood has arrived. By then all earlier frames are
   * counted.
   */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const COUNTS = '/run/flood-counts';

/** Starts all floods, and waits until the allowed ones arrive. */
export async function startFlooding(
  lab: Lab,
  places: readonly FloodPlace[],
  floods: readonly Flood[],
): Promise<Flooding> {
  for (const path of ['../wire.py', 'flood.py']) {
    const text = readFileSync(join(import.meta.dirname, path), 'utf8');
    writeIn(lab, join('/run', basename(path)), text);
  }
  const plan = places.map((place) => ({
    ...place,
    floods: floods.flatMap(({ from, build }, slot) => {
      const frame = () => build(Buffer.from(`vpcctl-attack/flood/${slot};`)).toString('hex');
      return from === place.name ? [{ slot, frame: frame() }] : [];
    }),
  }));
  writeIn(lab, '/run/flood-plan', JSON.stringify({ slots: floods.length, places: plan }));
  const program = lab.start('python3', ['/run/flood.py', COUNTS, '/run/flood-plan']);
  await eventually(() => expect(program.output()).toContain('flooding\n'));
  return flooding(lab, program, places, floods);
}

async function flooding(
  lab: Lab,
  program: Background,
  places: readonly FloodPlace[],
  floods: readonly Flood[],
): Promise<Flooding> {
  const row = new Map(places.map(({ name }, index) => [name, (index + 1) * floods.length]));
  const counts = (): Counts => {
    const bytes = readFileSync(outside(lab, COUNTS));
    const at = (index: number) => Number(bytes.readBigUInt64LE(8 * index));
    const arrivedAt = (slot: number) => (place: string) =>
      at((row.get(place) ?? Number.NaN) + slot);
    const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
    return {
      sent: floods.map((_, slot) => at(slot)),
      passed: floods.map(({ victims }, slot) => sum(victims.map(arrivedAt(slot)))),
      reached: floods.map(({ victims }, slot) =>
        victims.filter((place) => arrivedAt(slot)(place) > 0),
      ),
      arrived: floods.map(({ arrives }, slot) => (arrives === null ? 0 : arrivedAt(slot)(arrives))),
    };
  };
  const settle = async () => {
    const before = counts();
    await eventually(() => {
      const { arrived, sent } = counts();
      floods.forEach(({ boundary, from, arrives }, slot) => {
        const further = arrives === null ? sent : arrived;
        const was = (arrives === null ? before.sent : before.arrived)[slot] ?? 0;
        expect(further[slot], `${boundary} from ${from}`).toBeGreaterThan(was);
      });
    });
  };
  try {
    await settle();
  } catch (error) {
    await program.stop();
    throw new Error(`${program.output()}\n${error}`, { cause: error });
  }
  return { counts, settle, stop: () => program.stop() };
}
