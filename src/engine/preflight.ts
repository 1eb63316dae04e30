import { checkPrograms } from '../host/preflight.js';
import type { World } from './world.js';

/**
 * Checks, without starting one, that the programs of all drivers that are in use are there.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`
 */
export function checkDriverPrograms(...worlds: readonly World[]): void {
  const programs = worlds.flatMap(({ drivers }) => drivers.map((driver) => driver.programs));
  checkPrograms(Object.assign({}, ...programs));
}
