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

/** The network namespace that this process is in, as it stands to the one that the VPCs are in. */
export interface Place {
  /** Why the VPCs can't be changed from here: `HOST_OTHER_NAMESPACE`; null where they can. */
  readonly elsewhere: VpcctlError | null;
  /** Records this namespace as the one that the VPCs are in. Does nothing where that is recorded. */
  readonly settle: () => void;
}

/**
 * Compares the network namespace of this process with the recorded one. An inode names a namespace only as long as it
 * lives: one that no process and no name under `/run/netns` leads to has gone, as with a container that was restarted.
 * @param directory the state directory
 */
export function findPlace(directory: string): Place {
  const recorded = readHostRecord(directory);
  const here = newHostRecord();
  if (here === null || recorded?.network === here.network) {
    return { elsewhere: null, settle: () => {} };
  }
  const settle = () => {
    try {
      writeHostRecord(directory, { ...here, namespaces: recorded?.namespaces ?? {} });
    } catch {
      // Then this is not guarded; what can't be written is the journal's to say.
    }
  };
  const living = recorded === null ? null : find(recorded.network);
  if (recorded === null || living === null) return { elsewhere: null, settle };
  return { elsewhere: elsewhere(directory, recorded, here, living), settle };
}

/** What leads to a network namespace. */
interface Living {
  readonly names: readonly string[];
  readonly pid: number | null;
}

function find(inode: number): Living | null {
  const names = namesOf(inode);
  const pid = processIds().find((each) => networkOf(each) === inode) ?? null;
  return names.length === 0 && pid === null ? null : { names, pid };
}

function namesOf(inode: number): string[] {
  return namespaceNames().filter((name) => namespaceInode(name) === inode);
}

function elsewhere(
  directory: string,
  recorded: HostRecord,
  here: HostRecord,
  { names: [name], pid }: Living,
): VpcctlError {
  const [own] = namesOf(here.network);
  const marks = [
    ...(name === undefined ? [] : [`named ${name}`]),
    ...(pid === null ? [] : [`process ${pid} is in it`]),
  ];
  const enter = name === undefined ? ['-t', String(pid), '-n'] : [`--net=${namespaceFile(name)}`];
  const again = commandLine(['nsenter', ...enter, 'vpcctl', ...process.argv.slice(2)]);
  return new VpcctlError(
    `the VPCs are in network namespace ${recorded.network} (${marks.join('; ')}), ` +
      `and this command runs in ${own ?? 'another one'} (${here.network})`,
    {
      code: 'HOST_OTHER_NAMESPACE',
      category: 'host',
      hints: [
        `run it there: ${again}`,
        `where those VPCs are given up: rm ${commandLine([recordFile(directory)])}, then vpcctl replay here`,
      ],
    },
  );
}
