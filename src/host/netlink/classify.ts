import { constants } from 'node:os';
import { NetlinkError, type SystemError } from './errors.js';

const { errno: E } = constants;

/**
 * What a refusal means.
 * - `gone`: what was to be deleted or changed is not there.
 * - `exists`: what was to be created is there already, ours or not.
 * - `unsupported`: this kernel lacks a device type, a queueing discipline or a classifier.
 * - `denied`: the process is not root in this namespace.
 * - `busy`: the answer was torn or lost; the host must be read again.
 * - `refused`: all else. Either vpcctl is wrong, or the host is not as vpcctl thought.
 */
export type RefusalKind = 'gone' | 'exists' | 'unsupported' | 'denied' | 'busy' | 'refused';

const KINDS: Readonly<Record<number, RefusalKind>> = {
  [E.ENODEV]: 'gone',
  [E.ENOENT]: 'gone',
  [E.ESRCH]: 'gone',
  [E.ENXIO]: 'gone',
  [E.EEXIST]: 'exists',
  [E.EOPNOTSUPP]: 'unsupported',
  [E.EAFNOSUPPORT]: 'unsupported',
  [E.EPROTONOSUPPORT]: 'unsupported',
  [E.EPERM]: 'denied',
  [E.EACCES]: 'denied',
  [E.EINTR]: 'busy',
  [E.ENOBUFS]: 'busy',
};

/** Whether a request deletes something, or leaves a bridge: then nothing found is no failure. */
export type Intention = 'create' | 'delete';

/**
 * What an error of a socket means.
 * @param intention what the request was for: one number means two things, see `gone` below
 */
export function classify(error: NetlinkError | SystemError, intention: Intention): RefusalKind {
  const { errno } = error;
  if (intention === 'delete' && isGone(errno)) return 'gone';
  // A qdisc or classifier whose module is missing is "not found" too, but with words of its own.
  if (lacksModule(error)) return 'unsupported';
  return KINDS[errno] ?? 'refused';
}

/**
 * A deletion finds nothing: an absent address is EADDRNOTAVAIL, and a link that is no port of a
 * bridge any more has no flags and no forwarding entries (EOPNOTSUPP). A qdisc that is not there is
 * EINVAL for kernels before 4.16, which can mean a bad request, too, and so is not taken for it.
 */
function isGone(errno: number): boolean {
  return KINDS[errno] === 'gone' || errno === E.EADDRNOTAVAIL || errno === E.EOPNOTSUPP;
}

function lacksModule(error: NetlinkError | SystemError): boolean {
  if (!(error instanceof NetlinkError)) return false;
  return error.errno === E.ENOENT && /unknown|not found/i.test(error.kernelText ?? '');
}
