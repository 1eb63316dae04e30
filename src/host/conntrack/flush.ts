import type { HostReader, Operation } from '@vpcctl/sdk';
import { byNetlink, type NetlinkHost } from '../netlink/netlink-host.js';
import { ProgramFailure } from '../process/failure.js';
import { isAllowed } from './allowed.js';
import { endAllConnections, endConnections } from './end-connections.js';
import { type ConnectionTest, parseConnections } from './entry.js';
import { addressesByNetlink, addressesByProgram, NO_ADDRESSES } from './host-addresses.js';
import { type HostAddresses, isInTheWay } from './in-the-way.js';
import { listOptions } from './render.js';
import { selectorsOf } from './selectors.js';

type Flush = Operation<'conntrack.flush'>;

/** What conntrack says of a connection that went before it could end it (1.4.7). */
const VANISHED = /such conntrack doesn't exist/;

/** Each try ends connections, or another program ends them. */
const TRIES = 100;

/**
 * Ends the connections of some VPCs that the new policy does not allow, and those in the way of
 * what it opened. Runs once that policy is in force, so that none of them can be opened again.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`, `HOST_PROGRAM_MISSING`
 */
export async function flushConnections(
  flush: Flush,
  host: HostReader | NetlinkHost,
): Promise<void> {
  const { vpcs, deleted, opened } = flush;
  const checked = vpcs.filter((vpc) => !deleted.includes(vpc));
  const isDone = byNetlink(host, 'the connections cannot be ended', (session) => {
    endAllConnections(session, deleted);
    if (checked.length === 0 && opened.length === 0) return true;
    const addresses = opened.length > 0 ? addressesByNetlink(session, host) : NO_ADDRESSES;
    const hasToEnd = endsIn(flush, checked, addresses);
    endConnections(session, opened.length > 0 ? null : checked, hasToEnd);
    return true;
  });
  if (isDone === null) await flushByProgram(flush, checked, host);
}

/** Which connections have to end: those of `checked` VPCs that are closed, and those in the way. */
function endsIn(
  flush: Flush,
  checked: readonly number[],
  addresses: HostAddresses,
): ConnectionTest {
  let read: { readonly allowed: ConnectionTest; readonly inTheWay: ConnectionTest } | undefined;
  return (connection) => {
    const isChecked = checked.includes(connection.mark);
    if (!isChecked && flush.opened.length === 0) return false;
    // A policy may have many rules, and mostly there is no connection.
    read ??= {
      allowed: isAllowed(flush.policy, flush.gone),
      inTheWay: isInTheWay(flush.opened, flush.policy, addresses),
    };
    return (isChecked && !read.allowed(connection)) || read.inTheWay(connection);
  };
}

async function flushByProgram(
  flush: Flush,
  checked: readonly number[],
  host: HostReader,
): Promise<void> {
  const { deleted, opened } = flush;
  const addresses = opened.length > 0 ? await addressesByProgram(host) : NO_ADDRESSES;
  const hasToEnd = endsIn(flush, checked, addresses);
  const whole = deleted.map((vpc) => `--mark ${vpc}`);
  for (let left = TRIES; ; left -= 1) {
    const known = parseConnections(await host.run('conntrack', listOptions(flush)));
    const ending = new Set(known.filter(hasToEnd));
    const gone = known.some(({ mark }) => deleted.includes(mark)) ? whole : [];
    const selectors = [...gone, ...selectorsOf(known, ending)];
    if (selectors.length === 0) return;
    const lines = selectors.map((each) => `-D ${each}\n`);
    try {
      await host.run('conntrack', ['--load-file', '-'], lines.join(''));
      return;
    } catch (error) {
      // conntrack leaves out the lines that follow, so what is left is looked up again.
      if (left === 0 || !isAboutVanished(error)) throw error;
    }
  }
}

function isAboutVanished(error: unknown): boolean {
  return error instanceof ProgramFailure && VANISHED.test(error.failed.stderr);
}
