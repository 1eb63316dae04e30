import type { Host } from '../measure/host.js';
import type { Cost } from '../measure/program.js';

/** Another way to make subnets, each with a namespace that is joined to a bridge with a gateway. */
export interface Peer {
  readonly name: string;
  /** Whether it is there. */
  isFound(): boolean;
  /** Makes subnets in a bridge each {@link PER_BRIDGE}. @throws Error when it fails */
  build(host: Host, subnets: number): Cost;
  /** Deletes what {@link build} made. @throws Error when it fails */
  remove(host: Host, subnets: number): Cost;
}

/** Subnets of a VPC, or workloads at a bridge. */
export const PER_BRIDGE = 50;

/** A subnet by its number: its bridge, its number there, and whether it reaches the internet. */
export interface Place {
  readonly bridge: number;
  readonly index: number;
  readonly isPublic: boolean;
}

/** The places of so many subnets: public and private by turns. Pure. */
export function places(subnets: number): Place[] {
  return Array.from({ length: subnets }, (_, at) => ({
    bridge: Math.floor(at / PER_BRIDGE),
    index: at % PER_BRIDGE,
    isPublic: at % 2 === 0,
  }));
}

/** Runs lines of shell on a host, and says what they cost together. @throws Error when one fails */
export function measureScript(host: Host, lines: readonly string[]): Cost {
  const file = '/run/bench-script.sh';
  host.mustRun(['sh', '-c', 'cat >"$1"', 'sh', file], { input: `set -e\n${lines.join('\n')}\n` });
  return host.measure(['sh', file]);
}

/** A word of the shell. Pure. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
