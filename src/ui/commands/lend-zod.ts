import { createRequire } from 'node:module';

/** Where bundles of plugins look for zod: plugins/sdk/host-zod.cjs. */
const ZOD = Symbol.for('vpcctl.zod');

/**
 * Lends zod to plugins. It is a bundle of its own, loaded when the first plugin needs it. Commands
 * that load no plugin load no zod.
 */
export function lendZod(): void {
  const load = createRequire(import.meta.filename);
  Object.defineProperty(globalThis, ZOD, { configurable: true, get: () => load('./zod.cjs') });
}
