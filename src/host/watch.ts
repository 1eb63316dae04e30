import { shapeOfLegacyTables } from './legacy-tables.js';
import { reasonForPrograms } from './netlink/availability.js';
import { SystemError } from './netlink/errors.js';
import type { Listening } from './netlink/events/descriptor-reader.js';
import { listen } from './netlink/events/listen.js';

/** The messages by which the kernel tells of its changes, until it is closed. */
export interface KernelWatch {
  /** Why the kernel cannot be heard here; null where it can. */
  readonly reason: string | null;
  close(): Promise<void>;
}

/** The kernel sends no message about iptables-legacy: it is asked so often, in milliseconds. */
const LEGACY_EVERY_MS = 1000;

/**
 * Calls `changed` whenever something changes of which VPCs consist: links, addresses, routes,
 * rules, fixed neighbours, qdiscs, forwarding, and rules of nftables, by whichever program. Of
 * iptables-legacy it notices when rules come or go. It hears nothing of other settings.
 */
export async function watchKernel(changed: () => void): Promise<KernelWatch> {
  const reason = reasonForPrograms();
  if (reason !== null) return unheard(reason);
  const open: Listening[] = [];
  const close = async () => {
    await Promise.all(open.map((each) => each.close()));
  };
  try {
    open.push(listen('route', changed));
    open.push(listen('netfilter', changed));
    open.push(pollLegacyTables(changed));
    return { reason: null, close };
  } catch (error) {
    await close();
    if (error instanceof SystemError) return unheard(error.message);
    throw error;
  }
}

function pollLegacyTables(changed: () => void): Listening {
  let known = legacyShape();
  const timer = setInterval(() => {
    const shape = legacyShape();
    if (shape !== known) changed();
    known = shape;
  }, LEGACY_EVERY_MS);
  return { close: async () => clearInterval(timer) };
}

/** Where the tables cannot be asked, the regular looks have to do. */
function legacyShape(): string | null {
  try {
    return shapeOfLegacyTables();
  } catch (error) {
    if (error instanceof SystemError) return null;
    throw error;
  }
}

function unheard(reason: string): KernelWatch {
  return { reason, close: async () => {} };
}
