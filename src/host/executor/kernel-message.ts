import type { LineOperation } from '@vpcctl/sdk';
import { NetlinkError, SystemError } from '../netlink/index.js';
import { LinkMissing } from './netlink-actions.js';

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
 * both executors, and `isGone` serves both. Pure.
 */
export function kernelMessage(operation: LineOperation, error: unknown): string | null {
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
