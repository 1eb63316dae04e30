import { type HostReader, isVpcctlError, VpcctlError } from '@vpcctl/sdk';
import { obstacleOf } from '../host/backends.js';
import { checkPrograms } from '../host/preflight.js';
import type { Registry } from './registry.js';
import type { World } from './world.js';

const ANOTHER = 'or have another driver serve: vpcctl backend show, vpcctl backend set NAME';

/**
 * Checks, without starting one, that the programs of all drivers that are in use are there.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`
 */
export function checkDriverPrograms(...worlds: readonly World[]): void {
  const programs = worlds.flatMap(({ drivers }) => drivers.map((driver) => driver.programs));
  try {
    checkPrograms(Object.assign({}, ...programs));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const { message, code, category, hints } = error;
    throw new VpcctlError(message, { code, category, hints: [...hints, ANOTHER], cause: error });
  }
}

/**
 * Checks that the backend of a world can serve this host: where something failed, that is the reason to be told.
 * @throws VpcctlError `BACKEND_UNUSABLE`
 */
export async function checkBackend(
  { backends }: Registry,
  { drivers }: World,
  host: HostReader,
): Promise<void> {
  for (const driver of drivers.filter((each) => backends.includes(each))) {
    const obstacle = await obstacleOf(driver, host);
    if (obstacle === null) continue;
    throw new VpcctlError(`the backend ${driver.name} can't serve this host: ${obstacle}`, {
      code: 'BACKEND_UNUSABLE',
      category: 'environment',
      hints: [ANOTHER],
    });
  }
}
