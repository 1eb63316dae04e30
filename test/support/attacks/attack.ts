import type { Place, Station } from './scenario.js';

export const CLASSES = [
  'other-vpc',
  'host',
  'uplink-from-private',
  'ip-spoofing',
  'mac-spoofing',
  'arp-spoofing',
  'neighbour',
  'ipv6',
  'vlan',
  'other-frames',
  'from-uplink',
  'taken-tuple',
  'same-tuple',
  'errors',
  'hairpin',
  're-used',
  'cut-off',
  'shares',
] as const;
export type AttackClass = (typeof CLASSES)[number];

let marks = 0;

/** Makes a mark that no frame has carried yet. */
export function newMark(kind: AttackClass): string {
  marks += 1;
  return `vpcctl-attack/${kind}/${marks};`;
}

/** Frames that carry one mark, and the places that this mark must not reach. */
export interface Attack {
  readonly kind: AttackClass;
  readonly what: string;
  readonly mark: string;
  readonly from: Station;
  readonly frames: readonly Buffer[];
  readonly victims: readonly Place[];
}

/** Builds the frames of an attack around its mark. */
export type Build = (mark: Buffer) => readonly Buffer[];

/** Adds an attack. Its mark may arrive only at its sender and at `spares`. */
export type Add = (
  kind: AttackClass,
  from: Station,
  what: string,
  build: Build,
  options?: { readonly spares?: readonly Place[] },
) => void;

export const ADDRESS = {
  web: '10.0.1.1',
  db: '10.0.2.1',
  peer: '172.16.1.1',
  far: '172.20.1.1',
  internet: '198.51.100.8',
  upstream: '203.0.113.1',
  uplink: '203.0.113.2',
};
export const GATEWAYS = { own: '10.0.0.1', peer: '172.16.0.1', far: '172.20.0.1' };
