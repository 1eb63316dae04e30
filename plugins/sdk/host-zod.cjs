'use strict';
/**
 * The zod of the vpcctl that loads the plugin. Where no vpcctl runs, as in a plugin's own tests, it
 * is the package.
 */
const lent = globalThis[Symbol.for('vpcctl.zod')];
// A bundler does not follow this one.
const load = Reflect.get(module, 'require');
if (lent === undefined && load === undefined) {
  throw new Error('zod comes from vpcctl, which has not loaded this plugin');
}
module.exports = lent ?? load('zod');
