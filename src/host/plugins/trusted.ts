import { existsSync } from 'node:fs';
import { storeDirectory } from './store.js';
import { checkFile } from './trust.js';

/**
 * Where plugins of the user live, after it was seen that nobody else may put any there.
 * @throws VpcctlError `PLUGIN_UNSAFE`, `HOME_UNKNOWN`
 */
export function trustedStore(): string {
  const directory = storeDirectory();
  if (existsSync(directory)) checkFile('directory', directory, directory);
  return directory;
}
