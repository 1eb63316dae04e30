import type { CommandHost } from '@vpcctl/sdk/command';

/** What vpcctl provides to commands, its own and those of plugins. Parts load on first use. */
export const commandHost: CommandHost = {
  change: async (output, request) => (await import('./change.js')).change(output, request),
  readState: async (config, at) =>
    (await import('../reading/read-state.js')).readStateAsOf(config, at),
  notePendingConfirmation: async (output) =>
    (await import('../reading/read-state.js')).notePendingConfirmation(output),
};
