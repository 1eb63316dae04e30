/** The benchmark itself; it runs in a lab. */
import { load, machine } from './measure/load.js';
import type { Options } from './options.js';
import type { Report, Section } from './report/report.js';
import { Bench, type Part } from './rows/bench.js';

interface Surroundings {
  /** For files. */
  readonly directory: string;
  /** The directory of other programs that do the same; empty where there are none. */
  readonly peers: string;
  /** Is told what is going on. */
  readonly say: (what: string) => void;
}

/**
 * Measures the parts, one after the other.
 * @param root the package's directory
 * @returns the rows; a missed limit is no error, and a part that fails leaves the other ones
 */
export async function benchmark(
  root: string,
  options: Options,
  { directory, peers, say }: Surroundings,
): Promise<Report> {
  const before = load();
  const bench = new Bench(root, directory, peers, options, say);
  const sections: Section[] = [];
  for (const part of options.parts) {
    say(`== ${part.name}`);
    sections.push(await sectionOf(bench, part));
  }
  const { rounds, divisor } = options;
  return { rounds, divisor, sections, machine: machine(before) };
}

async function sectionOf(bench: Bench, part: Part): Promise<Section> {
  const { name, title } = part;
  const before = load();
  const measured = await part.run(bench).then(
    (rows) => ({ rows, error: null }),
    (error: unknown) => ({
      rows: [],
      error: error instanceof Error ? error.message : String(error),
    }),
  );
  await bench.closeAll();
  return { name, title, ...measured, load: Math.max(before, load()) };
}
