import type { State } from '@vpcctl/sdk';
import { backendOf } from '../features/backend/state.js';

/** The commands (arguments of vpcctl) that lead from `state` to the same with that driver. Pure. */
export function backendCommands(state: State, backend: string): string[][] {
  return backendOf(state) === backend ? [] : [['backend', 'set', backend]];
}
