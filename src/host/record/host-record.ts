import { join } from 'node:path';
import { readRegular, replaceFile } from '@vpcctl/journal';
import { bootId } from '../proc/process-identity.js';
import { networkOf } from '../proc/processes.js';

/**
 * What vpcctl remembers of the running kernel. It is kept beside the journal and not in it: a
 * journal may be moved to another host, where this record means nothing. A restart of the host
 * makes it void.
 */
export interface HostRecord {
  /** The kernel's boot id. */
  readonly boot: string;
  /** The inode of the network namespace that the VPCs are in. */
  readonly network: number;
  /**
   * The network namespaces that vpcctl created, by name: the identity of each
   * (`namespaceIdentity`), or null while it is being created or deleted.
   */
  readonly namespaces: Readonly<Record<string, string | null>>;
}

/** The file that holds the record. */
export function recordFile(directory: string): string {
  return join(directory, 'host.json');
}

/** The record of this boot; null where there is none, or where it can't be read. */
export function readHostRecord(directory: string): HostRecord | null {
  try {
    const value: unknown = JSON.parse(readRegular(recordFile(directory)).toString());
    return isHostRecord(value) && value.boot === bootId() ? value : null;
  } catch {
    return null;
  }
}

/** A record for the network namespace of this process, with no created namespaces. */
export function newHostRecord(): HostRecord | null {
  const [boot, network] = [bootId(), networkOf('self')];
  return boot === null || network === null ? null : { boot, network, namespaces: {} };
}

/**
 * Writes the record, whole or not at all. The caller holds the journal's lock. The file is not
 * flushed to the disk, since it need not survive a crash of the host.
 * @throws Error of Node where the directory can't be written
 */
export function writeHostRecord(directory: string, record: HostRecord): void {
  replaceFile(recordFile(directory), `${JSON.stringify(record)}\n`, { isDurable: false });
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
