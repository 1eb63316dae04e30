/** A packet as a tap saw it. */
export interface CapturedPacket {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** The bytes that were kept. */
  readonly bytes: Buffer;
  /** How long it was on the link. */
  readonly length: number;
}
