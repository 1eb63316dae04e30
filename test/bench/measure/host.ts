import { type Lab, openLab, processEntry } from '@vpcctl/sdk/lab';
import { type CommandLine, type Cost, type Ended, measure, mustRun, run } from './program.js';

type Options = Parameters<typeof measure>[2];

/**
 * A host to measure on: a lab within the lab in which the benchmark runs. So it ends with that lab
 * at the latest.
 */
export class Host {
  readonly #lab: Lab;
  readonly #root: string;
  readonly #memory = new Map<string, number>();

  private constructor(lab: Lab, root: string) {
    this.#lab = lab;
    this.#root = root;
  }

  /** @param root the package's directory */
  static async open(root: string): Promise<Host> {
    return new Host(await openLab(), root);
  }

  /** The most memory that each command of {@link measure} took, in MB, by its first two words. */
  get memory(): ReadonlyMap<string, number> {
    return this.#memory;
  }

  /** The file of a named namespace, as processes outside this host see it. */
  namespaceFile(name: string): string {
    return `/proc/${this.#lab.pid}/root/run/netns/${name}`;
  }

  run(command: CommandLine, options: Options = {}): Ended {
    return run(command, this.#here(options));
  }

  /** @throws Error with what the program said, when it fails */
  mustRun(command: CommandLine, options: Options = {}): Ended {
    return mustRun(command, this.#here(options));
  }

  /** Runs a program and says what it cost. @throws Error when it fails */
  measure(command: CommandLine, options: Options = {}): Cost {
    const cost = measure(this.#root, command, this.#here(options));
    const name = command.slice(0, 2).join(' ');
    this.#memory.set(name, Math.max(cost.memory, this.#memory.get(name) ?? 0));
    return cost;
  }

  async stop(): Promise<void> {
    await this.#lab.stop();
  }

  #here(options: Options): Options {
    return { ...options, enter: ['nsenter', ...processEntry(this.#lab.pid)] };
  }
}
