import { type LineOperation, lineOf, namespaceOption, VpcctlError } from '@vpcctl/sdk';
import { NetlinkError, netlinkAvailability, openSession, SystemError } from '../netlink/index.js';
import { stepFailure } from '../process/failure.js';
import { commandLine } from '../process/quote.js';
import { isGone } from './gone.js';
import { act, LinkMissing } from './netlink-actions.js';

/**
 * Carries out operations by netlink, one after the other, without a program. Stops at the first
 * failure; where `isForced`, as `-force` of `ip` does, it carries out the rest before it throws.
 * What a forced deletion does not find is no failure.
 * @throws VpcctlError `HOST_STEP_FAILED` with the operation's line, and the kernel's message in the
 *   words of `ip`; `HOST_NETLINK_MISSING`
 */
export function runByNetlink(operations: readonly LineOperation[], isForced: boolean): void {
  requireNetlink();
  const session = openSession();
  let failure: VpcctlError | null = null;
  try {
    for (const operation of operations) {
      try {
        act(operation, session);
      } catch (error) {
        const said = kernelMessage(operation, error);
        if (said === null) throw error;
        if (isForced && isGone(operation, said)) continue;
        failure ??= operationFailure(operation, said);
        if (!isForced) break;
      }
    }
  } finally {
    session.close();
  }
  if (failure !== null) throw failure;
}

function requireNetlink(): void {
  const availability = netlinkAvailability();
  if (availability.available) return;
  throw new VpcctlError(`vpcctl cannot use netlink: ${availability.reason}`, {
    code: 'HOST_NETLINK_MISSING',
    category: 'environment',
    hints: ['unset VPCCTL_EXECUTOR: vpcctl then starts ip, bridge and tc'],
  });
}

function operationFailure(operation: LineOperation, said: string): VpcctlError {
  const { program, words } = lineOf(operation);
  const args = [...namespaceOption(operation.namespace), ...words];
  const failed = { program, args, input: null, stderr: said, exitCode: null, ending: said };
  return stepFailure(failed, { index: 0, command: commandLine([program, ...args]), said });
}

/** The messages of errno(3), of those that the kernel gives about links, routes and the like. */
const MESSAGES: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EMFILE: 'Too many open files',
  ENETDOWN: 'Network is down',
  ENETUNREACH: 'Network is unreachable',
  ENODEV: 'No such device',
  ENOENT: 'No such file or directory',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  ENXIO: 'No such device or address',
  EOPNOTSUPP: 'Operation not supported',
  EPERM: 'Operation not permitted',
  ERANGE: 'Numerical result out of range',
  ESRCH: 'No such process',
};

/**
 * What `ip` would say of an error of netlink; null for any other error. So people read the same of
 * both executors, and {@link isGone} serves both.
 */
function kernelMessage(operation: LineOperation, error: unknown): string | null {
  if (error instanceof LinkMissing) return `Cannot find device "${error.link}"`;
  if (error instanceof NetlinkError) {
    const { kernelText, code } = error;
    if (kernelText !== null) return `Error: ${kernelText.replace(/\.?$/, '.')}`;
    return `RTNETLINK answers: ${MESSAGES[code] ?? code}`;
  }
  if (!(error instanceof SystemError)) return null;
  const message = MESSAGES[error.code] ?? error.code;
  if (operation.op === 'namespace.delete') {
    return `Cannot remove namespace file "/run/netns/${operation.name}": ${message}`;
  }
  if (operation.op === 'namespace.add' || operation.op === 'namespace.attach') {
    return `Cannot create namespace file "/run/netns/${operation.name}": ${message}`;
  }
  if (operation.op === 'link.add' && operation.device.kind === 'veth') {
    return `Error: argument "${operation.device.peer.namespace}" is wrong: Invalid "netns" value`;
  }
  return operation.namespace === null
    ? message
    : `Cannot open network namespace "${operation.namespace}": ${message}`;
}
