import type { Driver } from '../../contract/driver.js';
import type { HostReader } from '../../contract/observe/host-reader.js';
import type { Lab, RunResult } from '../../lab/index.js';
import type { Operation } from '../../operation/operation.js';
import { diff } from '../../plan/diff.js';
import type { Resource } from '../../resource/resource.js';
import { execute } from './execute.js';

/** The driver under test, and a lab's host with its packet policy. */
export interface Subject {
  /** The driver under test. */
  readonly driver: Driver;
  /** The lab on whose host it works. */
  readonly lab: Lab;
  /** The resources of the policy as last applied. */
  readonly policy: readonly Resource[];
  /**
   * Changes the packet policy to `next`; `beside` runs in the same phases, before the driver's own
   * operations.
   */
  use(next: readonly Resource[], beside?: readonly Operation[]): Promise<void>;
  /** Repairs the policy to `next`, whatever the host has. */
  repair(next: readonly Resource[]): Promise<void>;
  /** The driver's observation of `candidates`. */
  observe(candidates: readonly Resource[]): Promise<Resource[]>;
  /**
   * Runs a program on the lab's host and gives its standard output; anything but exit code 0
   * throws.
   */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /** Runs a shell script in a named namespace, or on the lab's host where it is null. */
  shell(namespace: string | null, script: string): Promise<RunResult>;
  /** Runs a shell script on the host beyond the uplink. */
  internet(script: string): Promise<RunResult>;
}

/** The subject of a suite: `driver` in `lab`, without a policy yet. */
export function subjectOf(driver: Driver, lab: Lab): Subject {
  let policy: readonly Resource[] = [];
  const run = async (program: string, args: readonly string[], input = ''): Promise<string> => {
    const { exitCode, stdout, stderr } = await lab.run(program, args, { input });
    if (exitCode === 0) return stdout;
    throw new Error(`${[program, ...args].join(' ')}: ${exitCode}\n${stderr}\n${input}`);
  };
  const reader: HostReader = {
    run,
    nft: (args, input) => run('nft', args, input),
    readFile: (path) => lab.readFile(path),
  };
  const change = async (
    before: readonly Resource[],
    next: readonly Resource[],
    beside: readonly Operation[] = [],
  ): Promise<void> => {
    await execute([...beside, ...driver.compile(diff(before, next))], lab);
    policy = next;
  };
  return {
    driver,
    lab,
    get policy() {
      return policy;
    },
    use: (next, beside) => change(policy, next, beside),
    async repair(next) {
      const wanted = new Set(next.map(({ id }) => id));
      const others = policy.filter(({ id }) => !wanted.has(id));
      await change(await driver.observe(reader, [...next, ...others]), next);
    },
    observe: (candidates) => driver.observe(reader, candidates),
    run,
    shell(namespace, script) {
      const enter = namespace === null ? [] : ['ip', 'netns', 'exec', namespace];
      const [program = '', ...args] = [...enter, 'bash', '-c', script];
      return lab.run(program, args);
    },
    internet: (script) => lab.internet('bash', ['-c', script]),
  };
}
