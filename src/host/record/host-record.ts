import { closeSync, constants, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootId } from '../proc/process-identity.js';
import { networkOf } from '../proc/processes.js';

/**
 * What vpcctl remembers of the kernel that it works on, beside the journal and not in it: a journal may be taken to
 * another host, and this means nothing there. A restart of the host makes it void.
 */
export interface HostRecord {
  /** The kernel's boot id. */
  readonly boot: string;
  /** The inode of the network namespace that the VPCs are in. */
  readonly network: number;
  /**
   * Network namespaces that vpcctl made, by name: who each is ({@link namespaceIdentity}), or null while it is being
   * made.
   */
  readonly namespaces: Readonly<Record<string, string | null>>;
}

/** Where the record is kept. */
export function recordFile(directory: string): string {
  return join(directory, 'host.json');
}

/** The record of this boot; null where there is none, or none that can be read. */
export function readHostRecord(directory: string): HostRecord | null {
  try {
    const value: unknown = JSON.parse(readFileSync(recordFile(directory), 'utf8'));
    return isHostRecord(value) && value.boot === bootId() ? value : null;
  } catch {
    return null;
  }
}

/** A record without namespaces, of the network namespace that this process is in. */
export function newHostRecord(): HostRecord | null {
  const [boot, network] = [bootId(), networkOf('self')];
  return boot === null || network === null ? null : { boot, network, namespaces: {} };
}

/**
 * Writes the record, whole or not at all. It need not outlive a crash of the host, so it is not flushed to the disk.
 * Only for who holds the journal's lock.
 * @throws Error of Node where the directory can't be written
 */
export function writeHostRecord(directory: string, record: HostRecord): void {
  const fresh = join(directory, '.host.json.tmp');
  const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  const fd = openSync(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  try {
    writeFileSync(fd, `${JSON.stringify(record)}\n`);
  } finally {
    closeSync(fd);
  }
  renameSync(fresh, recordFile(directory));
}

function isHostRecord(value: unknown): value is HostRecord {
  return (
    value instanceof Object &&
    'boot' in value &&
    'network' in value &&
    Number.isSafeInteger(value.network) &&
    'namespaces' in value &&
    value.namespaces instanceof Object &&
    Object.values(value.namespaces).every((each) => each === null || typeof each === 'string')
  );
}
