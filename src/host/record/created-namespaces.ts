import { rmSync } from 'node:fs';
import type { Operation } from '@vpcctl/sdk';
import { namespaceFile, namespaceNames, namespaceStats } from '../netns/namespaces.js';
import { type HostRecord, newHostRecord, readHostRecord, writeHostRecord } from './host-record.js';

/**
 * The identity of a named network namespace; null where no namespace has that name. It includes the
 * time at which the inode was made, since the kernel reuses an inode's number at once. The name's
 * mount keeps the inode, and with it that time.
 */
export function namespaceIdentity(name: string): string | null {
  const found = namespaceStats(name);
  return found === null ? null : `${found.ino}:${found.ctimeNs}`;
}

/** Whether vpcctl created the namespace of that name; or was at work on it when it was killed. */
export function isCreatedNamespace(record: HostRecord | null, name: string): boolean {
  if (record === null || !Object.hasOwn(record.namespaces, name)) return false;
  const recorded = record.namespaces[name] ?? null;
  return recorded === null || recorded === namespaceIdentity(name);
}

/**
 * Does `work`, which carries out `operations`, and records the namespaces that these create. Before
 * the work it records the names that are free, and of ours those that the operations delete, so
 * that recovery from a kill knows them; after it, the identities. Where the record can't be
 * written, the work is done all the same: a namespace that holds the guest end of one of our veth
 * pairs is known by that.
 * @param directory the state directory
 */
export async function recordCreatedNamespaces(
  directory: string,
  operations: readonly Operation[],
  work: () => Promise<void>,
): Promise<void> {
  const names = operations.flatMap((each) => (each.op === 'namespace.add' ? [each.name] : []));
  const deleted = operations.flatMap((each) => (each.op === 'namespace.delete' ? [each.name] : []));
  if (names.length + deleted.length === 0) return work();
  const before = readHostRecord(directory);
  const isOurs = (name: string) => deleted.includes(name) && isCreatedNamespace(before, name);
  // The operations can't create a namespace that exists already.
  update(directory, [...names, ...deleted], (name) =>
    namespaceIdentity(name) === null || isOurs(name) ? null : undefined,
  );
  let succeeded = false;
  try {
    await work();
    succeeded = true;
  } finally {
    const known = readHostRecord(directory)?.namespaces ?? {};
    const pending = Object.keys(known).filter((name) => known[name] === null);
    const created = succeeded ? [...pending, ...names] : pending;
    update(directory, created, (name) => namespaceIdentity(name) ?? undefined);
  }
}

/**
 * Removes the files of namespaces that a killed command was making or removing: none is mounted on
 * them yet, or any more. The caller has the journal's lock. Only names at which vpcctl was at work
 * are tried: in another mount namespace, all namespaces look like such files.
 */
export function sweepNamespaces(directory: string): void {
  const { namespaces } = readHostRecord(directory) ?? { namespaces: {} };
  for (const [name, identity] of Object.entries(namespaces)) {
    if (identity !== null || namespaceStats(name) !== null) continue;
    try {
      rmSync(namespaceFile(name), { force: true });
    } catch {
      // Where it can't be removed, the namespace can't be made, and that is reported.
    }
  }
}

/**
 * Records for each name what `identify` returns, and drops namespaces that have gone.
 * @param identify returns undefined where nothing is to be recorded
 */
function update(
  directory: string,
  names: readonly string[],
  identify: (name: string) => string | null | undefined,
): void {
  const record = readHostRecord(directory) ?? newHostRecord();
  if (record === null) return;
  // A name that another namespace has by now does no harm: its identity is another one.
  const existing = new Set(namespaceNames());
  const changing = new Set(names);
  const known = Object.entries(record.namespaces).filter(
    ([name]) => !changing.has(name) && existing.has(name),
  );
  const identified = names.flatMap((name): [string, string | null][] => {
    const identity = identify(name);
    return identity === undefined ? [] : [[name, identity]];
  });
  try {
    writeHostRecord(directory, {
      ...record,
      namespaces: Object.fromEntries([...known, ...identified]),
    });
  } catch {
    // Where the disk is full, say, writing the journal fails as well, and reports it.
  }
}
