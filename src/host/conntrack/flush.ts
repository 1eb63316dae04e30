import type { HostReader, Operation } from '@vpcctl/sdk';
import { byNetlink, type NetlinkHost } from '../netlink/netlink-host.js';
import { isAllowed, type PolicyInForce } from './allowed.js';
import { endAllConnections, endConnections } from './end-connections.js';
import { type Connection, parseConnections } from './entry.js';
import { markOption } from './render.js';

/**
 * Ends the connections of some VPCs that the new policy does not allow. Runs once that policy is in
 * force, so that none of them can be opened again.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`, `HOST_PROGRAM_MISSING`
 */
export async function flushConnections(
  flush: Operation<'conntrack.flush'>,
  host: HostReader | NetlinkHost,
): Promise<void> {
  const { vpcs, deleted } = flush;
  let read: PolicyInForce | undefined;
  // A policy may have many rules, and mostly there is no connection.
  const allowed: PolicyInForce = (connection) => {
    read ??= isAllowed(flush.policy, flush.gone);
    return read(connection);
  };
  const isDone = byNetlink(host, 'the connections cannot be ended', (session) => {
    endAllConnections(session, deleted);
    const remaining = vpcs.filter((vpc) => !deleted.includes(vpc));
    if (remaining.length > 0) endConnections(session, remaining, allowed);
    return true;
  });
  if (isDone === null) await flushByProgram(vpcs, allowed, host);
}

async function flushByProgram(
  vpcs: readonly number[],
  allowed: PolicyInForce,
  host: HostReader,
): Promise<void> {
  const known = parseConnections(
    await host.run('conntrack', ['-L', '-f', 'ipv4', '--mark', markOption(vpcs)]),
  );
  const ending = known.filter((each) => vpcs.includes(each.mark) && !allowed(each));
  if (ending.length === 0) return;
  // The policy answers alike for all connections of one selector. A line that matches nothing is no
  // error (conntrack 1.4.7).
  const lines = new Set(ending.map((each) => `-D ${selector(each)}\n`));
  await host.run('conntrack', ['--load-file', '-'], [...lines].join(''));
}

/** The options that match a connection, and those between the same ends from other source ports. */
function selector({ protocol, mark, segment, original, reply }: Connection): string {
  return [
    `-p ${protocol} --mark ${mark}`,
    ...(segment === null ? [] : [`--orig-zone ${segment}`]),
    `-s ${original.source} -d ${original.destination} --reply-src ${reply.source}`,
    ...(original.port === null ? [] : [`--orig-port-dst ${original.port}`]),
    ...(reply.sourcePort === null ? [] : [`--reply-port-src ${reply.sourcePort}`]),
  ].join(' ');
}
