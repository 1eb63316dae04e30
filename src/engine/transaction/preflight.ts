import {
  type Driver,
  type HostReader,
  isVpcctlError,
  servesPacketPolicy,
  VpcctlError,
} from '@vpcctl/sdk';
import { checkPrograms, programsOf, whyUnsupported } from '../../host/index.js';
import type { DesiredState } from '../model/desired.js';
import type { Registry } from '../registry/registry.js';

const USE_ANOTHER = 'or use another backend: vpcctl backend show, vpcctl backend set NAME';

/**
 * Checks that the programs of all drivers are installed that have resources in the given states.
 * Starts no program.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`
 */
export function checkDriverPrograms(...states: readonly DesiredState[]): void {
  // Mostly all are installed, and no state has to be lowered.
  const idle = states.flatMap(({ drivers }) => drivers);
  if (arePresent(idle)) return;
  const busy = states.flatMap(({ drivers, resources }) =>
    drivers.filter(({ kinds }) => resources.some(({ kind }) => kinds.includes(kind))),
  );
  check(busy.filter(servesPacketPolicy), [USE_ANOTHER]);
  check(busy, []);
}

function arePresent(drivers: readonly Driver[]): boolean {
  try {
    check(drivers, []);
    return true;
  } catch {
    return false;
  }
}

function check(drivers: readonly Driver[], hint: readonly string[]): void {
  try {
    checkPrograms(Object.assign({}, ...drivers.map((driver) => programsOf(driver))));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const { message, code, category, hints } = error;
    throw new VpcctlError(message, { code, category, hints: [...hints, ...hint], cause: error });
  }
}

/**
 * Checks that the backend of a desired state can serve this host. Called after a failure, since an
 * unusable backend is then the reason to report.
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
        hints: [USE_ANOTHER],
      },
    );
  }
}
