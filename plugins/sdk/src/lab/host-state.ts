import type { Lab } from './lab.js';

/** The whole host as lines of text, by section. */
export type HostState = Readonly<Record<string, readonly string[]>>;

/** Timers of bridges and of their ports: they run by themselves. */
const TIMER = /_timer$/;

/** Sysctls that change by themselves: the number of tracked connections. */
const COUNTERS = ['net/netfilter/nf_conntrack_count'];

/** Where sysctls appear when the kernel loads a module; a module once loaded stays. Their values are compared. */
const MODULES = ['net/netfilter/', 'net/bridge/', 'net/nf_conntrack_max'];

/** Commands that print the host as JSON. Not compared: what ages, such as neighbours that were asked for, and conntrack entries. */
const JSON_SECTIONS: Readonly<Record<string, string>> = {
  links: 'ip -j -d link',
  addresses: 'ip -j addr',
  'bridge ports': 'bridge -j -d link',
  'bridge entries': 'bridge -j fdb show state static',
  routes: 'ip -j -4 route show table all',
  'routes, IPv6': 'ip -j -6 route show table all',
  neighbours: 'ip -j neigh show nud permanent',
  rules: 'ip -j -4 rule',
  'rules, IPv6': 'ip -j -6 rule',
  qdiscs: 'tc -j qdisc',
  'packet filter': 'nft -j list ruleset',
};

/**
 * What stands in the loaded tables of a legacy filter. An empty table that somebody has looked at stays loaded, and is
 * no trace; looking here loads none.
 * @param list prints own chains, rules, and policies that drop
 */
const ifLoaded = (family: string, list: string): string =>
  `if [ "$(cat /proc/net/${family}_tables_names 2>&-)" ]; then ${list}; fi`;
const IPTABLES = `iptables-legacy-save | awk '
  /^\\*/ { table = $1 } /^:/ && $2 != "ACCEPT" { print table, $1, $2 } /^-/ { print table, $0 }'`;
// Debian's arptables-legacy-save shows another program's rules.
const ARPTABLES = `arptables-legacy -nL | awk 'NF > 0 && !/\\(policy ACCEPT/'`;

/** Commands that print it as lines. */
const LINE_SECTIONS: Readonly<Record<string, string>> = {
  namespaces: 'ls -1 /run/netns',
  mounts: 'cat /proc/self/mounts',
  'iptables-legacy': ifLoaded('ip', IPTABLES),
  'arptables-legacy': ifLoaded('arp', ARPTABLES),
  // Some are write-only, hence `-s`, and grep's exit code is 2 then.
  sysctls: "grep -rs '' /proc/sys/net || true",
};

/** What is no part of a section, line by line. */
const IGNORED: Readonly<Record<string, (line: string) => boolean>> = {
  // `ip netns add` once makes this directory a mount of its own, and never undoes that.
  mounts: (line) => line.includes(' /run/netns '),
  sysctls: (line) => COUNTERS.some((key) => line.startsWith(`/proc/sys/${key}:`)),
};

const SECTIONS: Readonly<Record<string, string>> = { ...JSON_SECTIONS, ...LINE_SECTIONS };

/**
 * Reads the whole host inside a lab: links with details, addresses, routes of all tables, told neighbours, rules, qdiscs, packet
 * filter, namespaces, mounts, and every sysctl under /proc/sys/net.
 * @param only the sections to read, where it is not all of them
 */
export async function hostState(lab: Lab, only?: readonly string[]): Promise<HostState> {
  const names = Object.keys(SECTIONS).filter((name) => only?.includes(name) ?? true);
  // All in one shell: one program for each section costs twice as much.
  const script = names.map((name) => SECTIONS[name]).join("\nprintf '\\0'\n");
  const { exitCode, stdout, stderr } = await lab.shell(`set -e\n${script}`);
  if (exitCode !== 0) throw new Error(`the host cannot be read: ${stderr}`);
  const texts = stdout.split('\0');
  return Object.fromEntries(
    names.map((name, at) => {
      const text = texts[at] ?? '';
      const isIgnored = IGNORED[name] ?? (() => false);
      return [
        name,
        name in JSON_SECTIONS ? jsonLines(text) : lines(text).filter((line) => !isIgnored(line)),
      ];
    }),
  );
}

/** What differs, a line each with `-` or `+` in front and its section. Equal hosts give none. */
export function hostChanges(before: HostState, after: HostState): string[] {
  return Object.keys({ ...before, ...after }).flatMap((section) => {
    const old = before[section] ?? [];
    const now = after[section] ?? [];
    return [
      ...without(old, now).map((line) => `- ${section}: ${line}`),
      ...without(now, old)
        .filter((line) => section !== 'sysctls' || !cameWithModule(line, old))
        .map((line) => `+ ${section}: ${line}`),
    ];
  });
}

function cameWithModule(line: string, old: readonly string[]): boolean {
  const key = line.slice(0, line.indexOf(':') + 1);
  return (
    MODULES.some((prefix) => key.startsWith(`/proc/sys/${prefix}`)) &&
    !old.some((l) => l.startsWith(key))
  );
}

/** Multiset difference: a line that is there twice and then once is a change. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at === -1) return true;
    rest.splice(at, 1);
    return false;
  });
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** One line for each thing in a JSON list; `ip` prints nothing at all for an empty one. */
function jsonLines(text: string): string[] {
  const parsed: unknown = text.trim() === '' ? [] : JSON.parse(text);
  const things: unknown[] = Array.isArray(parsed) ? parsed : Object.values(Object(parsed)).flat();
  return things
    .filter((thing) => !(thing instanceof Object && 'metainfo' in thing))
    .map((thing) =>
      JSON.stringify(thing, (key, value: unknown) => (TIMER.test(key) ? undefined : value)),
    );
}
