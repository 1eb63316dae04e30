import type { Lab } from './lab.js';

/**
 * The whole state of a host as lines of text, by section (`links`, `routes`, `packet filter` …).
 */
export type HostState = Readonly<Record<string, readonly string[]>>;

/** Timers of bridges and of their ports change by themselves. */
const TIMER = /_timer$/;

/** Sysctls that change by themselves: the number of tracked connections. */
const COUNTERS = ['net/netfilter/nf_conntrack_count'];

/**
 * Sysctls that appear when the kernel loads a module, which then stays loaded. New ones are no
 * change; their values are compared.
 */
const MODULES = ['net/netfilter/', 'net/bridge/', 'net/nf_conntrack_max'];

/**
 * Commands that print the host as JSON. They leave out what expires by itself: resolved neighbours
 * and conntrack entries. {@link lasting} leaves out the elements of sets that packets fill.
 */
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
 * The content of the loaded tables of a legacy filter. Listing an empty table loads it, so a loaded
 * empty table is no difference. This command loads none.
 * @param list prints own chains, rules, and policies that drop
 */
const ifLoaded = (family: string, list: string): string =>
  `if [ "$(cat /proc/net/${family}_tables_names 2>&-)" ]; then ${list}; fi`;
const IPTABLES = `iptables-legacy-save | awk '
  /^\\*/ { table = $1 } /^:/ && $2 != "ACCEPT" { print table, $1, $2 } /^-/ { print table, $0 }'`;
// Debian's arptables-legacy-save shows another program's rules.
const ARPTABLES = `arptables-legacy -nL | awk 'NF > 0 && !/\\(policy ACCEPT/'`;

/** Commands that print the host as lines of text. */
const LINE_SECTIONS: Readonly<Record<string, string>> = {
  namespaces: 'ls -1 /run/netns',
  mounts: 'cat /proc/self/mounts',
  'iptables-legacy': ifLoaded('ip', IPTABLES),
  'arptables-legacy': ifLoaded('arp', ARPTABLES),
  // Some sysctls are write-only: `-s` hides the message, and grep's exit code is 2.
  sysctls: "grep -rs '' /proc/sys/net || true",
};

/** The lines that a section leaves out. */
const IGNORED: Readonly<Record<string, (line: string) => boolean>> = {
  // `ip netns add` once makes this directory a mount of its own, and never undoes that.
  mounts: (line) => line.includes(' /run/netns '),
  sysctls: (line) => COUNTERS.some((key) => line.startsWith(`/proc/sys/${key}:`)),
};

const SECTIONS: Readonly<Record<string, string>> = { ...JSON_SECTIONS, ...LINE_SECTIONS };

/**
 * Reads the whole state of a lab's host: links with details, addresses, routes of all tables,
 * permanent neighbours, rules, qdiscs, packet filters, namespaces, mounts, and every sysctl under
 * /proc/sys/net.
 * @param only the sections to read; by default all
 * @throws Error where a command that reads the host fails
 */
export async function hostState(lab: Lab, only?: readonly string[]): Promise<HostState> {
  const names = Object.keys(SECTIONS).filter((name) => only?.includes(name) ?? true);
  // One shell runs all commands: a program for each section costs twice as much.
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

/**
 * The differences between two states of a host, one line each: `-` or `+`, section, text. Equal
 * states give an empty list. Pure.
 */
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

/** Multiset difference: a line that occurs twice and then once is a difference. */
function without(lines: readonly string[], removed: readonly string[]): string[] {
  const rest = [...removed];
  return lines.filter((line) => {
    const at = rest.indexOf(line);
    if (at === -1) return true;
    rest.splice(at, 1);
    return false;
  });
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** One line for each element of a JSON list; `ip` prints nothing at all for an empty list. */
function jsonLines(text: string): string[] {
  const parsed: unknown = text.trim() === '' ? [] : JSON.parse(text);
  const elements: unknown[] = Array.isArray(parsed) ? parsed : Object.values(Object(parsed)).flat();
  return elements
    .filter((element) => !(element instanceof Object && 'metainfo' in element))
    .map((element) => JSON.stringify(element, lasting));
}

/**
 * A value without what comes and goes by itself: a set with a size gets its elements by packets, and
 * counters count them.
 */
function lasting(key: string, value: unknown): unknown {
  if (TIMER.test(key)) return undefined;
  if (key === 'counter' && value instanceof Object) {
    return { ...value, packets: undefined, bytes: undefined };
  }
  const isDynamicSet = key === 'set' && value instanceof Object && 'size' in value;
  return isDynamicSet ? { ...value, elem: undefined } : value;
}
