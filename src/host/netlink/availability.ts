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
 * Whether vpcctl changes and observes this host by netlink; where it does not, it starts programs.
 * This is the one place that decides. `VPCCTL_EXECUTOR` names what to use; without it netlink is
 * used where it is available. What no program does asks {@link netlinkAvailability} alone.
 * @throws VpcctlError `EXECUTOR_UNKNOWN`; `HOST_NETLINK_MISSING` where the variable asks for netlink
 *   in vain
 */
export function speaksNetlink(environment: Environment = process.env): boolean {
  const reason = reasonForPrograms(environment);
  if (reason === null || environment[VARIABLE] !== 'netlink') return reason === null;
  throw new VpcctlError(`vpcctl cannot use netlink: ${reason}`, {
    code: 'HOST_NETLINK_MISSING',
    category: 'environment',
    hints: [`unset ${VARIABLE}: vpcctl then starts ip, bridge and tc`],
  });
}

/** Why vpcctl starts programs on this host; null where it does not. @throws VpcctlError `EXECUTOR_UNKNOWN` */
export function reasonForPrograms(environment: Environment = process.env): string | null {
  const wanted = environment[VARIABLE] || undefined;
  if (wanted !== undefined && !EXECUTORS.includes(wanted)) {
    const names = EXECUTORS.join(' and ');
    const message = `${VARIABLE}=${JSON.stringify(wanted)} names no executor: there are ${names}`;
    throw inputError('EXECUTOR_UNKNOWN', message);
  }
  if (wanted === 'programs') return `${VARIABLE}=programs asks for programs`;
  const availability = netlinkAvailability();
  return availability.available ? null : availability.reason;
}

/**
 * Whether netlink can be spoken here, and if not, why: what listens to the kernel has no program
 * that would do it instead. The first call loads koffi, which takes about 10 ms.
 */
export function netlinkAvailability(): Availability {
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
