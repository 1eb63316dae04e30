import { readFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';

/** The machine, and what it did meanwhile. */
export interface Machine {
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  /** Runnable processes, the mean of a minute, at the start and at the end. */
  readonly load: readonly [number, number];
}

/** @param before the load at the start */
export function machine(before: number): Machine {
  return {
    cores: availableParallelism(),
    kernel: release(),
    node: process.versions.node,
    load: [before, load()],
  };
}

/** Runnable processes, the mean of a minute. Those of all labs and of the machine count. */
export function load(): number {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
}
