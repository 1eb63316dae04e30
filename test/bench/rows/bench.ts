import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { stateVersion } from '../../../src/engine/registry/plugin-host.js';
import { type StateSize, writeStateDirectory } from '../../support/scale/state-directory.js';
import { Host } from '../measure/host.js';
import { type CommandLine, type Cost, measure, type RunOptions } from '../measure/program.js';
import { installed } from './installed.js';
import type { Row } from './row.js';

/** How much is measured. */
export interface Sizes {
  readonly rounds: number;
  /** Large numbers are divided by it: 1, or more where the benchmark itself is tried. */
  readonly divisor: number;
}

/** A part of the benchmark: rows that are measured together. */
export interface Part {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  /** Whether it takes minutes: it builds 1,000 subnets. */
  readonly isLarge: boolean;
  run(bench: Bench): Promise<Row[]>;
}

/** What all parts work with. */
export class Bench {
  readonly rounds: number;
  /** The hosts that are open. */
  readonly #hosts: Host[] = [];
  readonly #divisor: number;

  /**
   * @param root the package's directory
   * @param directory for files; it is removed with the lab
   * @param peers the directory of other programs that do the same
   * @param say is told what is going on
   */
  constructor(
    readonly root: string,
    readonly directory: string,
    readonly peers: string,
    sizes: Sizes,
    readonly say: (what: string) => void,
  ) {
    this.rounds = sizes.rounds;
    this.#divisor = sizes.divisor;
  }

  /** Rounds of what takes long. */
  get fewRounds(): number {
    return Math.max(1, Math.ceil(this.rounds / 5));
  }

  /** A large number, or a part of it where the benchmark itself is tried. */
  many(count: number): number {
    return Math.max(1, Math.round(count / this.#divisor));
  }

  /** The bare start of Node that figures are compared with. */
  bare(): Cost {
    return this.measure(['node', '-e', '0']);
  }

  /** Measures a program in the lab of the benchmark. */
  measure(command: CommandLine, options: RunOptions = {}): Cost {
    return measure(this.root, command, options);
  }

  /** A new directory for files. */
  newDirectory(): string {
    return mkdtempSync(join(this.directory, 'bench-'));
  }

  /** Opens a host, on which nothing is. */
  async openHost(): Promise<Host> {
    const host = await Host.open(this.root);
    this.#hosts.push(host);
    return host;
  }

  /** Opens a host that has the journal of a network, which was not built. */
  async openHostWith(state: string): Promise<Host> {
    const host = await this.openHost();
    host.mustRun([
      'sh',
      '-c',
      'cp -r "$1" "$VPCCTL_HOME" && chmod 700 "$VPCCTL_HOME"',
      'sh',
      state,
    ]);
    return host;
  }

  /** Closes a host before the end of its part. */
  async close(host: Host): Promise<void> {
    this.#hosts.splice(this.#hosts.indexOf(host), 1);
    await host.stop();
  }

  /** Closes the hosts of a part. */
  async closeAll(): Promise<void> {
    for (const host of [...this.#hosts]) await this.close(host);
  }

  /** Writes the state directory of a network, and touches no kernel. */
  async writeState({ entries = 0, ...size }: Partial<StateSize> & Size): Promise<string> {
    const directory = join(this.newDirectory(), 'state');
    await writeStateDirectory(directory, { ...size, entries }, stateVersion(installed(this.root)));
    return directory;
  }
}

/** How large a network is. */
export interface Size {
  readonly vpcs: number;
  readonly subnets: number;
  readonly rules: number;
}
