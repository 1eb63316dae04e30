'use strict';
/** oclif loads a file where help is asked for; this one has the class of the sources. */
exports.help = function help(...given) {
  return new globalThis[Symbol.for('vpcctl.test.help')](...given);
};
