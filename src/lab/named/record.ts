import type { ProcessIdentity } from '@vpcctl/sdk';
import { isAlive, networkOf } from '../../host/kept/index.js';

/** What is recorded of a named lab. */
export interface LabRecord {
  readonly name: string;
  /** When it was made: ISO 8601, UTC. */
  readonly since: string;
  /** The vpcctl that makes it, or made it. */
  readonly maker: ProcessIdentity;
  /** Its process 1, as the maker sees it; null while the lab is being made. */
  readonly init: ProcessIdentity | null;
}

/** The record in a file's text; null where the text is none. Pure. */
export function parseRecord(name: string, text: string): LabRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value.name === name ? value : null;
  } catch {
    return null;
  }
}

/**
 * Whether the lab exists, or is being made. A process that has got the number of one that ended
 * counts as another one, and so does one in this process's own network namespace.
 */
export function isThere({ init, maker }: LabRecord): boolean {
  return init === null ? isAlive(maker) : isAlive(init) && init.inode !== networkOf('self');
}

function isRecord(value: unknown): value is LabRecord {
  return (
    value instanceof Object &&
    'name' in value &&
    'since' in value &&
    typeof value.since === 'string' &&
    !Number.isNaN(Date.parse(value.since)) &&
    'maker' in value &&
    isIdentity(value.maker) &&
    'init' in value &&
    (value.init === null || isIdentity(value.init))
  );
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    value instanceof Object &&
    'pid' in value &&
    Number.isSafeInteger(value.pid) &&
    Number(value.pid) > 1 &&
    'started' in value &&
    typeof value.started === 'string' &&
    'boot' in value &&
    typeof value.boot === 'string' &&
    'inode' in value &&
    Number.isSafeInteger(value.inode)
  );
}
