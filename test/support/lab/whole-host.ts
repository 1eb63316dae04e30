import { comparable } from './comparable.js';
import type { Lab } from './harness.js';
import { type HostState, hostState } from './host-state.js';

/** What the kernel tells a moment later, when a link has got or lost its carrier (net/core/link_watch.c). */
const LATER = ['operstate', 'state'];
const LATER_FLAGS = ['LOWER_UP', 'NO-CARRIER', 'linkdown', 'dead'];

/** So comes a link's route for multicast of IPv6 (addrconf_add_mroute of net/ipv6/addrconf.c). */
const LATER_ROUTE = 'ff00::/8';

/** A bridge counts its ports in the order in which they came, and tells nobody but its neighbours. */
const COUNTED = ['no', 'id', 'designated_port'];

/** What an object looks like from outside, in `ip -j`. */
const NUMBERS = ['ifindex', 'link_index', 'link_netnsid'];

/** Sections whose lines are JSON. */
const JSON_LINE = /^[[{"]/;

/**
 * The host with all its namespaces, as it can be compared with another host's: without what the kernel numbers, and
 * without what it tells later. The order of rules in a chain counts, that of elements in a set does not.
 */
export async function wholeHost(lab: Lab): Promise<HostState> {
  const [host, inside] = await Promise.all([hostState(lab), insides(lab)]);
  const state = comparable({
    ...host,
    // All others are the machine's, of which a lab starts with a copy.
    mounts: (host['mounts'] ?? []).filter((line) => line.includes(' /run/')),
    'packet filter': numbered(host['packet filter'] ?? []),
    'inside namespaces': inside,
  });
  return Object.fromEntries(
    Object.entries(state).map(([section, lines]) => [section, lines.map(settled)]),
  );
}

/** Each namespace's links, addresses, routes and neighbours' settings, one line each. */
async function insides(lab: Lab): Promise<string[]> {
  const { stdout } = await lab.shell(
    `cd /run/netns && for name in *; do [ -e "$name" ] || continue
      echo "[\\"$name\\"]"
      ip -n "$name" -j -d addr | tr -d '\\n'; echo
      ip -n "$name" -j route show table all | tr -d '\\n'; echo
    done`,
  );
  return stdout.split('\n').filter((line) => line !== '');
}

/** Rules of the packet filter, each with its place in its chain. */
function numbered(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const rule = JSON.parse(line).rule;
    if (rule === undefined) return line;
    const chain = [rule.family, rule.table, rule.chain].join(' ');
    const place = counts.get(chain) ?? 0;
    counts.set(chain, place + 1);
    return JSON.stringify({ place, ...JSON.parse(line) });
  });
}

function settled(line: string): string {
  if (!JSON_LINE.test(line)) return line;
  const left = [...LATER, ...COUNTED, ...NUMBERS];
  return JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (left.includes(key)) return undefined;
    if (!Array.isArray(value)) return value;
    return key === 'flags'
      ? value.filter((flag) => !LATER_FLAGS.includes(flag))
      : value.filter((each) => each?.dst !== LATER_ROUTE);
  });
}
