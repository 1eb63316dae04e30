import type { CommandHost } from '@vpcctl/sdk/command';

/** What vpcctl does for commands, its own and those of plugins alike; each part is loaded when it is asked for. */
export const commandHost: CommandHost = {
  change: async (output, request) => (await import('./change.js')).change(output, request),
  readState: async (config, at) =>
    (await import('../reading/read-state.js')).readStateAsOf(config, at),
  notePendingConfirmation: async (output) =>
    (await import('../reading/note-pending.js')).notePendingConfirmation(output),
};
