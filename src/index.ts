import { flush, run, settings } from '@oclif/core';
import { commands } from './commands/index.js';
import { noStore, trustedStore } from './host/plugins/index.js';
import { checkStateDirectory } from './host/record/index.js';
import { commandHost as host } from './ui/commands/command-host.js';
import { lendZod } from './ui/commands/lend-zod.js';
import { printFailure } from './ui/errors/failure.js';
import { watchOutput } from './ui/errors/output-failure.js';

export { VpcctlHelp as help } from './help.js';
export { commandNotFound } from './ui/errors/command-not-found.js';
export { commands };

/** The core's own plugin: its features and drivers reach the engine as any other plugin's do. */
export async function corePlugin() {
  const { core } = await import('./core.js');
  return core();
}

/** What vpcctl provides to commands. */
export async function commandHost() {
  return host;
}

/**
 * Runs the CLI.
 * @param root the package's directory
 */
export async function main(root: string): Promise<void> {
  lendZod();
  // Only built code runs, whatever NODE_ENV says.
  settings.enableAutoTranspile = false;
  const args = process.argv.slice(2);
  watchOutput();
  try {
    checkStateDirectory();
    // oclif looks for the user's plugins here. Code that may not be run can still be uninstalled.
    const isUninstall = args[0] === 'plugins' && args[1] === 'uninstall';
    process.env['VPCCTL_DATA_DIR'] = isUninstall ? noStore() : trustedStore();
    await run(args, { root });
    await flush();
  } catch (error) {
    await printFailure(error, args, root);
  }
}
