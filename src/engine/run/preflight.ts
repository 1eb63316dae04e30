import { type Driver, type HostReader, isVpcctlError, VpcctlError } from '@vpcctl/sdk';
import { whyUnsupported } from '../../host/driver-support.js';
import { checkPrograms } from '../../host/process/packages.js';
import type { DesiredState } from '../model/desired.js';
import type { Registry } from '../registry/registry.js';

const ANOTHER = 'or have another driver serve: vpcctl backend show, vpcctl backend set NAME';

/**
 * Checks, without starting one, that the programs of all drivers are there that have anything to do in `worlds`.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`
 */
export function checkDriverPrograms(...worlds: readonly DesiredState[]): void {
  const busy = worlds.flatMap(({ drivers, resources }) =>
    drivers.filter(({ kinds }) => resources.some(({ kind }) => kinds.includes(kind))),
  );
  const backends = busy.filter(({ kinds }) => kinds.includes('packet-filter'));
  check(backends, [ANOTHER]);
  check(busy, []);
}

function check(drivers: readonly Driver[], further: readonly string[]): void {
  try {
    checkPrograms(Object.assign({}, ...drivers.map(({ programs }) => programs)));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const { message, code, category, hints } = error;
    throw new VpcctlError(message, { code, category, hints: [...hints, ...further], cause: error });
  }
}

/**
 * Checks that the backend of a world can serve this host: where something failed, that is the reason to be told.
 * @throws VpcctlError `BACKEND_UNUSABLE`
 */
export async function checkBackend(
  { backends }: Registry,
  { drivers }: DesiredState,
  host: HostReader,
): Promise<void> {
  for (const driver of drivers.filter((each) => backends.includes(each))) {
    const unsupportedReason = await whyUnsupported(driver, host);
    if (unsupportedReason === null) continue;
    throw new VpcctlError(
      `the backend ${driver.name} can't serve this host: ${unsupportedReason}`,
      {
        code: 'BACKEND_UNUSABLE',
        category: 'environment',
        hints: [ANOTHER],
      },
    );
  }
}
