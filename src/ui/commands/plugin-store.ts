import { Config } from '@oclif/core';

/**
 * Loads oclif's configuration with another plugin store.
 * @param root vpcctl's own directory
 * @param store the directory of the store; the plugins that it names are loaded
 */
export async function configWith(root: string, store: string): Promise<Config> {
  const before = process.env['VPCCTL_DATA_DIR'];
  process.env['VPCCTL_DATA_DIR'] = store;
  try {
    return await Config.load({ root });
  } finally {
    process.env['VPCCTL_DATA_DIR'] = before;
  }
}
