import { readFileSync } from 'node:fs';

/** What went through an interface since it was made: bytes. */
export interface LinkCounters {
  readonly received: number;
  readonly sent: number;
}

/** The columns of `/proc/net/dev` after the name: Documentation/filesystems/proc.rst of Linux. */
const [RECEIVED, SENT] = [0, 8];

/** The counters in the text of `/proc/net/dev`, by interface. Pure. */
export function parseLinkCounters(text: string): Map<string, LinkCounters> {
  const counters = new Map<string, LinkCounters>();
  for (const line of text.split('\n').slice(2)) {
    const [, name, rest = ''] = /^\s*(\S+):\s*(.*)$/.exec(line) ?? [];
    const numbers = rest.trim().split(/\s+/).map(Number);
    const [received, sent] = [numbers[RECEIVED], numbers[SENT]];
    if (name === undefined || received === undefined || sent === undefined) continue;
    if (Number.isFinite(received) && Number.isFinite(sent)) counters.set(name, { received, sent });
  }
  return counters;
}

/** The counters of all interfaces of the host, without starting a program. */
export function readLinkCounters(): Map<string, LinkCounters> {
  return parseLinkCounters(readFileSync('/proc/net/dev', 'utf8'));
}
