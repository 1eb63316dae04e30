import type { HostReader } from '@vpcctl/sdk';
import type { NetlinkSession } from './session.js';

/** A host to which vpcctl may speak by netlink. */
export interface NetlinkHost extends HostReader {
  /**
   * Opens the kernel by netlink, which is to be closed again. Null where it is not available, and
   * missing on hosts of tests: then programs are started.
   */
  openNetlink?(): NetlinkSession | null;
}

/** Opens a host by netlink, where it is the real one. */
export function netlinkOf(host: HostReader | NetlinkHost): NetlinkSession | null {
  return 'openNetlink' in host ? (host.openNetlink?.() ?? null) : null;
}
