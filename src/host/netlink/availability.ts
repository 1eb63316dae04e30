import { endianness } from 'node:os';
import { libc } from './libc.js';

/** Whether vpcctl can speak to the kernel itself; if not, `reason` says why, for people. */
export type Availability =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string };

/**
 * Whether vpcctl speaks netlink. The first call loads koffi, which takes about 10 ms. Where it is
 * not available, vpcctl starts programs.
 */
export function netlinkAvailability(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Availability {
  if (environment['VPCCTL_EXECUTOR'] === 'programs') {
    return no('VPCCTL_EXECUTOR=programs asks for programs');
  }
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
