import type { Lab } from '../lab/harness.js';

/** What a command that was killed may leave: its processes, and files in memory and in the state directory. */
export interface Leftovers {
  readonly files: readonly string[];
  readonly processes: readonly string[];
}

/** Temporary files of the killed commands, apart from those of the machine. */
export const TEMPORARY = '/run/tmp';

/** Older snapshots, the last repair, npm's cache, iptables' lock come now and then; namespaces are part of the host. */
const UNCOUNTED = /\/(vpcs\.[12]|repairs)\.json$|\/\.npm(\/|$)|^\/run\/(netns\/|xtables\.lock$)/;

/** All files below /run and all processes of a lab, sorted, without those that look. */
export async function leftovers(lab: Lab): Promise<Leftovers> {
  const { stdout } = await lab.shell("find /run -xdev; echo; ps -eo args= | grep -v '^ps -eo'");
  const [files = '', processes = ''] = stdout.split('\n\n');
  return {
    files: linesOf(files).filter((path) => !UNCOUNTED.test(path)),
    processes: linesOf(processes).filter((line) => !/^(sh -c |grep -v )/.test(line)),
  };
}

const linesOf = (text: string): string[] => text.split('\n').filter(Boolean).sort();
