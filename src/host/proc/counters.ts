import { readFileSync } from 'node:fs';

/** What a link has sent and received since it was made, as its own end sees it. */
export interface Counters {
  readonly name: string;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
}

/**
 * The counters in the text of `/proc/net/dev`: two header lines, then the name of a link, eight
 * numbers of what it received and eight of what it sent. Pure.
 */
export function parseCounters(text: string): Counters[] {
  return text
    .split('\n')
    .slice(2)
    .flatMap((line) => {
      // A name may have a colon, and no space.
      const [, name, rest = ''] = /^\s*(\S+):\s+([\d\s]+)$/.exec(line) ?? [];
      const numbers = rest.trim().split(/\s+/).map(Number);
      if (name === undefined || numbers.length < 10) return [];
      const at = (index: number) => numbers[index] ?? 0;
      return [
        {
          name,
          receivedBytes: at(0),
          receivedPackets: at(1),
          sentBytes: at(8),
          sentPackets: at(9),
        },
      ];
    });
}

/** The counters of all links of the host, without starting a program. */
export function readCounters(): Counters[] {
  return parseCounters(readFileSync('/proc/net/dev', 'utf8'));
}
