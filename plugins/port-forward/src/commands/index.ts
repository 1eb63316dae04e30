import Forward from './forward.js';
import Unforward from './unforward.js';

/** Every command by its id; oclif reads this (package.json, `oclif.commands`). */
export const commands = { forward: Forward, unforward: Unforward };
