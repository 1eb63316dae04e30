import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import type { CommandLine, Ended, RunOptions } from './program.js';

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

type Profile = z.infer<typeof profileSchema>;

/** What V8 calls what is no function. */
const PSEUDO: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  '(idle)': 'waiting for programs and files',
  '(program)': 'the runtime itself',
  '(root)': 'the runtime itself',
};

/** Parts below this share are left out. */
const SMALL = 0.03;

/** Runs programs: this lab, or another host. */
interface Runner {
  run(command: CommandLine, options?: RunOptions): Ended;
}

/**
 * Runs a command of vpcctl once more, with V8's profiler.
 * @param root the package's directory
 * @param directory for the profile, which is removed
 * @returns a line that says where the time goes; the first command's is the slowest part first
 */
export function whereTimeGoes(
  { root, directory, on }: { root: string; directory: string; on: Runner },
  [, ...args]: CommandLine,
  options: RunOptions = {},
): string {
  const name = 'bench.cpuprofile';
  const file = join(directory, name);
  const flags = ['--cpu-prof', '--cpu-prof-dir', directory, '--cpu-prof-name', name];
  const ended = on.run(['node', ...flags, join(root, 'bin', 'vpcctl'), ...args], options);
  try {
    const profile = profileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return describeProfile(profile);
  } catch {
    return `no profile: exit code ${ended.exitCode}`;
  } finally {
    rmSync(file, { force: true });
  }
}

/** The parts of a profile that took time, and their shares, the largest first. Pure. */
export function describeProfile({ nodes, samples, timeDeltas }: Profile): string {
  const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
  const spent = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const part = parts.get(id) ?? 'the runtime itself';
    spent.set(part, (spent.get(part) ?? 0) + (timeDeltas[at] ?? 0));
  }
  const all = [...spent.values()].reduce((sum, each) => sum + each, 0);
  const shares = [...spent]
    .sort(([, one], [, other]) => other - one)
    .filter(([, microseconds]) => microseconds >= SMALL * all)
    .map(([part, microseconds]) => `${part} ${Math.round((100 * microseconds) / all)} %`);
  return `of ${Math.round(all / 1000)} ms: ${shares.join(', ')}`;
}

/** The part that a function belongs to: a bundle, a plugin, or Node. */
function partOf({ functionName, url }: Profile['nodes'][number]['callFrame']): string {
  const pseudo = PSEUDO[functionName];
  if (pseudo !== undefined) return pseudo;
  const plugin = /plugins\/([^/]+)\/dist\//.exec(url)?.[1];
  if (plugin !== undefined) return `the plugin ${plugin}`;
  if (url === '' || url.startsWith('node:')) return "Node's own modules";
  return basename(url);
}
