/** The benchmark itself; it runs in a lab. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { LAB } from '../../src/lab/layout.js';
import { checkBothWays } from './check.js';
import { type Count, Counter } from './count.js';
import { interleave, median, Samples } from './measure.js';
import { measurePlugins } from './plugins.js';
import { type CommandLine, mustRun } from './program.js';
import { judge, type Machine, type Report } from './report.js';
import { POLICY } from './scenario.js';
import { type Step, type Steps, steps, type Way } from './steps.js';

const BARE: CommandLine = [process.execPath, '-e', '0'];

/**
 * Checks that both ways do the same, counts programs, and measures.
 * @param root the package's directory
 * @param say is told what is going on
 * @throws Error when something does not work; a missed aim is not an error
 */
export function benchmark(root: string, rounds: number, say: (what: string) => void): Report {
  const policyFile = join(LAB.directory, 'policy.json');
  writeFileSync(policyFile, JSON.stringify(POLICY));
  const plan = steps(join(root, 'test', 'bench', 'script'), policyFile);
  say('checking that vpcctl and the script make the same host');
  const differences = checkBothWays(plan);
  say('counting programs');
  const counts = { vpcctl: countAll(plan, 'vpcctl'), script: countAll(plan, 'script') };
  const before = load();
  const samples = measure(plan, rounds, say);
  const bareNode = median(samples.of('bare'));
  say('list, with plugins installed and without');
  const plugin = measurePlugins(LAB.directory, rounds);
  return {
    rounds,
    bareNode,
    plugin,
    steps: all(plan).map((step) => {
      const [own, other] = [counts.vpcctl.get(step.name), counts.script.get(step.name)];
      const measured = {
        step: step.name,
        vpcctl: median(samples.of(key(step, 'vpcctl'))),
        script: step.script === null ? null : median(samples.of(key(step, 'script'))),
        programs: own?.programs ?? 0,
        scriptPrograms: other?.programs ?? null,
        namespaces: own?.namespaces ?? 0,
      };
      return judge(measured, bareNode);
    }),
    differences,
    machine: machine(before),
  };
}

function countAll(plan: Steps, way: Way): Map<string, Count> {
  const counter = new Counter();
  const counts = new Map<string, Count>();
  for (const step of all(plan)) {
    const command = step[way];
    if (command !== null) counts.set(step.name, counter.count(command));
  }
  return counts;
}

/** Every round builds and removes everything, once each way, and starts Node bare as often as there are steps. */
function measure(plan: Steps, rounds: number, say: (what: string) => void): Samples {
  const samples = new Samples();
  const bare = () => samples.add('bare', mustRun(BARE).milliseconds);
  const lifecycle = (way: Way) => () => {
    for (const step of all(plan)) {
      const command = step[way];
      if (command === null) continue;
      samples.add(key(step, way), mustRun(command).milliseconds);
      // Beside every step, so that drift hits all alike.
      if (way === 'vpcctl') bare();
    }
  };
  const tasks = [lifecycle('vpcctl'), lifecycle('script')];
  for (const [round, order] of interleave(tasks, rounds).entries()) {
    say(`round ${round + 1} of ${rounds}`);
    for (const task of order) task();
  }
  return samples;
}

const all = ({ build, remove }: Steps): readonly Step[] => [...build, ...remove];

const key = (step: Step, way: Way) => `${way}: ${step.name}`;

function machine(before: number): Machine {
  return {
    cores: availableParallelism(),
    kernel: release(),
    node: process.versions.node,
    load: [before, load()],
  };
}

function load(): number {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
}
