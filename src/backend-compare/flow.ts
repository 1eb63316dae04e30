import type { Flow, Ports, Workload } from '../host/probe/index.js';

/** A destination: an address, and the workload that has it. */
export interface Target {
  /** The name for people: `vpc1/public`, `gateway of vpc1`, `host`, `internet`. */
  readonly name: string;
  /** The workload that has the address; for this purpose, the host is one too. */
  readonly workload: string;
  readonly address: string;
}

/**
 * A flow of the matrix: one first packet, and the name of its destination as the sender sees it.
 */
export interface MatrixFlow extends Flow {
  readonly to: string;
}

/** The workloads of a state, and the flows between them that are compared. */
export interface Matrix {
  readonly workloads: readonly Workload[];
  readonly flows: readonly MatrixFlow[];
  /** Further ports on which they have to listen: those that port forwards lead to. */
  readonly ports: Ports;
}

/** The hosts around the VPCs. */
export interface Surroundings {
  /** The host's own address, on its uplink. */
  readonly host: string;
  readonly internet: Workload & { readonly address: string };
}
