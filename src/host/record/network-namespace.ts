import { VpcctlError } from '@vpcctl/sdk';
import { namespaceFile, namespaceInode, namespaceNames } from '../netns/namespaces.js';
import { networkOf, processIds } from '../proc/processes.js';
import { commandLine } from '../process/quote.js';
import {
  type HostRecord,
  newHostRecord,
  readHostRecord,
  recordFile,
  writeHostRecord,
} from './host-record.js';

/** The network namespace of this process, compared with the namespace that the VPCs are in. */
export interface NamespaceCheck {
  /**
   * `HOST_OTHER_NAMESPACE` where the VPCs are in another namespace and can't be changed from here.
   */
  readonly mismatch: VpcctlError | null;
  /**
   * Records this namespace as the one that the VPCs are in. Does nothing where that is recorded.
   */
  readonly adopt: () => void;
}

/**
 * Compares the network namespace of this process with the recorded one. An inode names a namespace
 * only while that exists. A namespace without a process and without a name under `/run/netns` has
 * gone, as when a container was restarted; then there is no mismatch.
 * @param directory the state directory
 */
export function checkNamespace(directory: string): NamespaceCheck {
  const recorded = readHostRecord(directory);
  const here = newHostRecord();
  if (here === null || recorded?.network === here.network) {
    return { mismatch: null, adopt: () => {} };
  }
  const adopt = () => {
    try {
      writeHostRecord(directory, { ...here, namespaces: recorded?.namespaces ?? {} });
    } catch {
      // The check is lost then. Writing the journal fails as well, and reports it.
    }
  };
  const holders = recorded === null ? null : findHolders(recorded.network);
  if (recorded === null || holders === null) return { mismatch: null, adopt };
  return { mismatch: otherNamespace(directory, recorded, here, holders), adopt };
}

/** What keeps a network namespace alive: its names under `/run/netns`, and a process in it. */
interface Holders {
  readonly names: readonly string[];
  readonly pid: number | null;
}

/** Null where the namespace has gone. */
function findHolders(inode: number): Holders | null {
  const names = namesOf(inode);
  const pid = processIds().find((each) => networkOf(each) === inode) ?? null;
  return names.length === 0 && pid === null ? null : { names, pid };
}

function namesOf(inode: number): string[] {
  return namespaceNames().filter((name) => namespaceInode(name) === inode);
}

function otherNamespace(
  directory: string,
  recorded: HostRecord,
  here: HostRecord,
  { names: [name], pid }: Holders,
): VpcctlError {
  const [ownName] = namesOf(here.network);
  const marks = [
    ...(name === undefined ? [] : [`named ${name}`]),
    ...(pid === null ? [] : [`process ${pid} is in it`]),
  ];
  const enter = name === undefined ? ['-t', String(pid), '-n'] : [`--net=${namespaceFile(name)}`];
  const again = commandLine(['nsenter', ...enter, 'vpcctl', ...process.argv.slice(2)]);
  return new VpcctlError(
    `the VPCs are in network namespace ${recorded.network} (${marks.join('; ')}), ` +
      `and this command runs in ${ownName ?? 'another one'} (${here.network})`,
    {
      code: 'HOST_OTHER_NAMESPACE',
      category: 'host',
      hints: [
        `run it there: ${again}`,
        `to give those VPCs up and use this namespace: ` +
          `rm ${commandLine([recordFile(directory)])}, then vpcctl replay`,
      ],
    },
  );
}
