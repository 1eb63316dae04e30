import { type HostReader, VpcctlError } from '@vpcctl/sdk';
import { deniedHints } from '../process/failure.js';
import { MalformedMessage } from './codec/malformed.js';
import { NetlinkError, SystemError } from './errors.js';
import type { NetlinkSession } from './session.js';

/** A host to which vpcctl may speak by netlink. */
export interface NetlinkHost extends HostReader {
  /**
   * Opens the kernel by netlink, which is to be closed again. Null where it is not available, and
   * missing on hosts of tests: then programs are started.
   * @throws VpcctlError as `speaksNetlink`
   */
  openNetlink?(): NetlinkSession | null;
}

/** Opens a host by netlink, where it is the real one. */
function netlinkOf(host: HostReader | NetlinkHost): NetlinkSession | null {
  return 'openNetlink' in host ? (host.openNetlink?.() ?? null) : null;
}

/**
 * What `work` gives, which asks the host's kernel by netlink; null where programs are to be started.
 * @param failed the first part of an error: `the host cannot be read`
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`
 */
export function byNetlink<T>(
  host: HostReader | NetlinkHost,
  failed: string,
  work: (session: NetlinkSession) => T,
): T | null {
  const session = netlinkOf(host);
  if (session === null) return null;
  try {
    return work(session);
  } catch (error) {
    throw hostError(error, failed);
  } finally {
    session.close();
  }
}

/** The error for people of an error of a socket; any other error as it is. Pure. */
export function hostError(error: unknown, failed: string): unknown {
  if (error instanceof MalformedMessage) {
    return new VpcctlError(`${failed}: the kernel's answer is not understood`, {
      code: 'HOST_OUTPUT_UNKNOWN',
      category: 'host',
      hints: ['VPCCTL_EXECUTOR=programs asks programs instead'],
      cause: error,
    });
  }
  if (!(error instanceof NetlinkError || error instanceof SystemError)) return error;
  return new VpcctlError(`${failed}: ${error.message}`, {
    code: 'HOST_STEP_FAILED',
    category: 'host',
    hints: error.code === 'EPERM' ? deniedHints() : [],
    cause: error,
  });
}
