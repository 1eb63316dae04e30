import type { HostReader, Operation } from '@vpcctl/sdk';
import { isAllowed } from './allowed.js';
import { type Connection, parseConnections } from './entry.js';
import { markOption } from './render.js';

/**
 * Ends the connections of some VPCs that the new policy does not allow. Runs once that policy is in
 * force, so that none of them can be opened again.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_PROGRAM_MISSING`
 */
export async function flushConnections(
  { vpcs, gone, policy }: Operation<'conntrack.flush'>,
  host: HostReader,
): Promise<void> {
  const allowed = isAllowed(policy, gone);
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
