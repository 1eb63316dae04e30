import { endianness } from 'node:os';
import { inputError, VpcctlError } from '@vpcctl/sdk';
import { libc } from './libc.js';

/** Whether vpcctl can speak to the kernel itself; if not, `reason` says why, for people. */
export type Availability =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string };

/** The environment variable that chooses an executor, and the executors' names. */
const VARIABLE = 'VPCCTL_EXECUTOR';
const EXECUTORS = ['netlink', 'programs'];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether vpcctl speaks netlink on this host; where it does not, it starts programs. This is the one
 * place that decides. `VPCCTL_EXECUTOR` names what to use; without it netlink is used where it is
 * available.
 * @throws VpcctlError `EXECUTOR_UNKNOWN`; `HOST_NETLINK_MISSING` where the variable asks for netlink
 *   in vain
 */
export function speaksNetlink(environment: Environment = process.env): boolean {
  const wanted = environment[VARIABLE] || undefined;
  if (wanted !== undefined && !EXECUTORS.includes(wanted)) {
    const names = EXECUTORS.join(' and ');
    const message = `${VARIABLE}=${JSON.stringify(wanted)} names no executor: there are ${names}`;
    throw inputError('EXECUTOR_UNKNOWN', message);
  }
  const availability = netlinkAvailability(environment);
  if (availability.available || wanted !== 'netlink') return availability.available;
  throw new VpcctlError(`vpcctl cannot use netlink: ${availability.reason}`, {
    code: 'HOST_NETLINK_MISSING',
    category: 'environment',
    hints: [`unset ${VARIABLE}: vpcctl then starts ip, bridge and tc`],
  });
}

/**
 * Whether netlink is available, and if not, why. The first call loads koffi, which takes about
 * 10 ms.
 */
export function netlinkAvailability(environment: Environment = process.env): Availability {
  if (environment[VARIABLE] === 'programs') return no(`${VARIABLE}=programs asks for programs`);
  if (process.platform !== 'linux')
    return no(`netlink is of Linux, and not of ${process.platform}`);
  if (endianness() !== 'LE') return no('the netlink codec is for little-endian processors');
  try {
    libc();
    return { available: true };
  } catch (error) {
    return no(`koffi cannot be loaded: ${firstLine(error)}`);
  }
}

function no(reason: string): Availability {
  return { available: false, reason };
}

/** Node's message on a missing module goes on with the stack of requires. */
function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
