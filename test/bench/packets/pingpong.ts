import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, run } from '../measure/program.js';
import type { Bench } from '../rows/bench.js';

/** A way of packets between two namespaces. */
export interface Way {
  readonly name: string;
  /** Files of network namespaces. */
  readonly sender: string;
  readonly receiver: string;
  /** The receiver's. */
  readonly address: string;
}

/** How often is measured. */
export interface Trips {
  readonly rounds: number;
  readonly trips: number;
  /**
   * Packets of one connection; or each trip is a connection of its own; or a packet to a port that
   * lets nothing in, one way.
   */
  readonly kind: 'established' | 'new' | 'denied';
}

/** The port that the receiver listens on. */
export const PORT = 5201;

/**
 * Compiles the program that measures ways.
 * @throws Error where there is no C compiler
 */
export function compilePingpong({ root, directory }: Bench): string {
  const program = join(directory, 'pingpong');
  if (existsSync(program)) return program;
  if (run(['cc', '--version']).exitCode !== 0) throw new Error('there is no C compiler (cc)');
  mustRun(['cc', '-O2', '-o', program, join(root, 'test/bench/packets/pingpong.c')]);
  return program;
}

/**
 * Sends packets by all ways in turn.
 * @returns nanoseconds of a packet's way for each round, by the name of the way
 * @throws Error where a packet does not come back
 */
export function pingpong(
  program: string,
  ways: readonly Way[],
  { rounds, trips, kind }: Trips,
): Map<string, number[]> {
  const words = [String(rounds), String(trips), ...(kind === 'established' ? [] : [kind])];
  const lines = ways.map((way) => `${way.name} ${way.sender} ${way.receiver} ${way.address}\n`);
  const { stdout } = mustRun([program, ...words], { input: lines.join('') });
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', ...times] = line.split(' ');
        return [name, times.map(Number)];
      }),
  );
}
