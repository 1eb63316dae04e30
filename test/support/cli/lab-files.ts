import { readdirSync, readFileSync, statSync } from 'node:fs';
import { LAB } from '../../../src/lab/layout.js';
import type { Lab } from '../lab/harness.js';

/** vpcctl's state directory in a lab. */
export const STATE = LAB.state;

/** Where a file of the lab is for the test itself, which need not start a program to read it. */
export function outside(lab: Lab, path: string): string {
  return `/proc/${lab.pid}/root${path}`;
}

/** The text of a file in the lab, or null where there is none. */
export function fileIn(lab: Lab, path: string): string | null {
  try {
    return readFileSync(outside(lab, path), 'utf8');
  } catch {
    return null;
  }
}

/** The journal as it is on disk; null before the first entry. */
export function journalOf(lab: Lab): string | null {
  return fileIn(lab, `${STATE}/journal.ndjson`);
}

/** Permission bits of a file in the lab: `600`. */
export function modeIn(lab: Lab, path: string): string {
  return (statSync(outside(lab, path)).mode & 0o777).toString(8);
}

/** Names in a directory of the lab; null where there is no such directory. */
export function namesIn(lab: Lab, directory: string): string[] | null {
  try {
    return readdirSync(outside(lab, directory)).sort();
  } catch {
    return null;
  }
}
