import type { ConntrackFlush, HostReader } from '@vpcctl/sdk';
import { isAllowed } from './allowed.js';
import { type Connection, parseConnections } from './entry.js';
import { markOption } from './mark.js';

/**
 * Ends the connections that a sweep is about, once the new policy is in force: what is opened from then on is as it says.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_PROGRAM_MISSING`
 */
export async function flushConnections(
  { vpcs, gone, policy }: ConntrackFlush,
  host: HostReader,
): Promise<void> {
  const stands = isAllowed(policy, gone);
  const known = parseConnections(
    await host.run('conntrack', ['-L', '-f', 'ipv4', '--mark', markOption(vpcs)]),
  );
  const over = known.filter((each) => vpcs.includes(each.mark) && !stands(each));
  if (over.length === 0) return;
  // All that have these in common have the same answer. A line that matches nothing is no error there (conntrack 1.4.7).
  const lines = new Set(over.map((each) => `-D ${selector(each)}\n`));
  await host.run('conntrack', ['--load-file', '-'], [...lines].join(''));
}

/** By what `conntrack` finds a connection, and those between the same ends from other ports. */
function selector({ protocol, mark, segment, original, reply }: Connection): string {
  return [
    `-p ${protocol} --mark ${mark}`,
    ...(segment === null ? [] : [`--orig-zone ${segment}`]),
    `-s ${original.source} -d ${original.destination} --reply-src ${reply.source}`,
    ...(original.port === null ? [] : [`--orig-port-dst ${original.port}`]),
    ...(reply.sourcePort === null ? [] : [`--reply-port-src ${reply.sourcePort}`]),
  ].join(' ');
}
