import type { Flow, Ports, Workload } from '../host/probe/protocol.js';

/** Something that has an address and may be sent to. */
export interface Target {
  /** As people know it: `vpc1/public`, `gateway of vpc1`, `host`, `internet`. */
  readonly name: string;
  /** The machine that has the address. */
  readonly workload: string;
  readonly address: string;
}

/** A flow of the matrix: one first packet, and what its address means to the sender. */
export interface MatrixFlow extends Flow {
  readonly to: string;
}

/** Every machine of a state, and all flows between them that are looked at. */
export interface Matrix {
  readonly workloads: readonly Workload[];
  readonly flows: readonly MatrixFlow[];
  /** On which they have to listen besides: where forwards lead. */
  readonly ports: Ports;
}

/** What surrounds the VPCs. */
export interface Surroundings {
  /** The host's own address, on its uplink. */
  readonly host: string;
  readonly internet: Workload & { readonly address: string };
}
