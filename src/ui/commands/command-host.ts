import type { CommandHost } from '@vpcctl/sdk/command';

/** What vpcctl does for commands, its own and those of plugins alike; each part is loaded when it is asked for. */
export const commandHost: CommandHost = {
  change: async (outlet, wish) => (await import('./change.js')).change(outlet, wish),
  readState: async (config, at) => (await import('./read-state.js')).readStateAsOf(config, at),
  noteAwaited: async (outlet) => (await import('./note-awaited.js')).noteAwaited(outlet),
};
