import Shape from './shape.js';
import Unshape from './unshape.js';

/** Every command by its id; oclif reads this (package.json, `oclif.commands`). */
export const commands = { shape: Shape, unshape: Unshape };
