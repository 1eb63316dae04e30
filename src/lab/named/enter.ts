import { join } from 'node:path';
import { openNamespaces } from '../../host/kept/index.js';
import { labEnvironment } from '../layout.js';
import { findLab, labEnded } from './find.js';
import { withLabs } from './store.js';

/**
 * Runs a command in a named lab, in the foreground. The lab lives on when it ends.
 * @param packageRoot vpcctl's own directory
 * @param command program and arguments; an interactive shell where it is empty
 * @returns its exit code, as `runLab` gives it
 * @throws VpcctlError `LAB_UNKNOWN`, `LAB_ENDED`, `LAB_BUSY`, `LABS_UNSAFE`
 */
export async function enterLab(
  packageRoot: string,
  name: string,
  command: readonly string[],
  note: (line: string) => void,
): Promise<number> {
  const { init } = await withLabs(({ records, swept }) => findLab(records, name, swept));
  const inside = openNamespaces(init);
  if (inside === null) throw labEnded(name);
  if (command.length === 0) {
    note(
      `You are root in the lab ${name}. \`exit\` leaves it, and \`vpcctl lab end ${name}\` ends it.`,
    );
  }
  const env = labEnvironment(process.env);
  const words = command.length > 0 ? command : [env['SHELL'] || '/bin/sh'];
  const script = join(packageRoot, 'dist', 'lab-enter.sh');
  try {
    return await inside.run(['sh', script, process.cwd(), ...words], env);
  } finally {
    inside.close();
  }
}
