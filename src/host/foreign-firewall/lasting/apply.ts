import { type HostReader, isVpcctlError, type LastingExceptionOperation } from '@vpcctl/sdk';
import { transactionText } from '../nftables.js';
import { NAME, setElements } from './firewalld.js';
import { filesToWrite } from './wanted-files.js';

/** The host, whose files can be written. */
interface FileHost extends HostReader {
  writeFile(path: string, text: string | null): void;
}

/**
 * Makes the files of a program as they should be. Where firewalld has loaded its set of VPCs'
 * traffic, the set follows at once: no reload is needed, which would drop what else was changed at
 * run time.
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
  if (program !== 'firewalld') return;
  const set = { family: 'inet', table: 'firewalld', name: NAME };
  const elements =
    vpcs.length === 0 ? [] : [{ add: { element: { ...set, elem: setElements(vpcs) } } }];
  try {
    await host.run('nft', ['-j', '-f', '-'], transactionText([{ flush: { set } }, ...elements]));
  } catch (error) {
    if (!isVpcctlError(error) || !NOT_LOADED.test(error.message)) throw error;
  }
}

/** There is no such set, no nftables, or only firewalld itself may change its table. */
const NOT_LOADED =
  /No such file or directory|cache initialization failed|not permitted|not installed/;
