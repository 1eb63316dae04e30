import { type BigIntStats, statSync } from 'node:fs';
import type { HostCommand } from '@vpcctl/sdk';
import { namespaceFile, namespaceInode } from '../netns/namespaces.js';
import { type HostRecord, newHostRecord, readHostRecord, writeHostRecord } from './host-record.js';

/**
 * Who a named network namespace is; null where no namespace has that name. The kernel gives an inode's number out again
 * at once, so the time at which the inode was made is part of it: the name's mount holds the inode, and with it that
 * time.
 */
export function namespaceIdentity(name: string): string | null {
  if (namespaceInode(name) === null) return null;
  const options = { bigint: true, throwIfNoEntry: false } as const;
  const found: BigIntStats | undefined = statSync(namespaceFile(name), options);
  return found === undefined ? null : `${found.ino}:${found.ctimeNs}`;
}

/** Whether the namespace of that name is one that vpcctl made, or was making when it was killed. */
export function isMade(record: HostRecord | null, name: string): boolean {
  if (record === null || !Object.hasOwn(record.namespaces, name)) return false;
  const recorded = record.namespaces[name] ?? null;
  return recorded === null || recorded === namespaceIdentity(name);
}

/**
 * Does `work`, which runs `commands`, and records the namespaces that these make: before, as names that are free, so
 * that whoever recovers from a kill knows them; and who they are after. Where the record can't be written the work is
 * done all the same: a namespace with our cable in it is known by that.
 * @param directory the state directory
 */
export async function recordingNamespaces(
  directory: string,
  commands: readonly HostCommand[],
  work: () => Promise<void>,
): Promise<void> {
  const names = commands.flatMap(madeBy);
  if (names.length === 0) return work();
  // What is there already is not what these make.
  update(directory, names, (name) => (namespaceIdentity(name) === null ? null : undefined));
  let succeeded = false;
  try {
    await work();
    succeeded = true;
  } finally {
    const known = readHostRecord(directory)?.namespaces ?? {};
    const pending = Object.keys(known).filter((name) => known[name] === null);
    const made = succeeded ? [...pending, ...names] : pending;
    update(directory, made, (name) => namespaceIdentity(name) ?? undefined);
  }
}

function madeBy(command: HostCommand): string[] {
  if (command.type !== 'batch' || command.program !== 'ip' || command.namespace !== null) return [];
  const [object, verb, name] = command.words;
  return object === 'netns' && verb === 'add' && name !== undefined ? [name] : [];
}

/** Records what `identify` says of each name (undefined: nothing), and forgets namespaces that have gone. */
function update(
  directory: string,
  names: readonly string[],
  identify: (name: string) => string | null | undefined,
): void {
  const record = readHostRecord(directory) ?? newHostRecord();
  if (record === null) return;
  const known = Object.entries(record.namespaces).filter(
    ([name, identity]) => !names.includes(name) && identity === namespaceIdentity(name),
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
    // As on a full disk, which the journal would have to say.
  }
}
