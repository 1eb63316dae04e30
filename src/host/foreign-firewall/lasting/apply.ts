import type { HostReader, LastingExceptionOperation } from '@vpcctl/sdk';
import { updateFirewalld, updateUfw } from './running.js';
import { filesToWrite } from './wanted-files.js';

/** The host, whose files can be written. */
interface FileHost extends HostReader {
  writeFile(path: string, text: string | null): void;
}

/**
 * Makes the files of a program as they should be, and what the program has loaded of them.
 * @throws VpcctlError `HOST_STEP_FAILED`
 */
export async function applyLastingException(
  { op, lasting }: LastingExceptionOperation,
  host: FileHost,
): Promise<void> {
  const { program } = lasting;
  const vpcs = op === 'lasting-exception.remove' ? [] : lasting.vpcs;
  const files = filesToWrite((path) => host.readFile(path), { program, vpcs });
  for (const { path, text } of files) host.writeFile(path, text);
  await (program === 'firewalld' ? updateFirewalld : updateUfw)(host, vpcs);
}
