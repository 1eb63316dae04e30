import { dirname } from 'node:path';
import { expect } from 'vitest';
import type { Lab } from '../lab/harness.js';
import { INSTALLED } from './configuration.js';

/** Runs a line in the lab, which must succeed. */
export async function shell(
  lab: Lab,
  line: string,
  input = '',
  options: { timeout?: number } = {},
): Promise<string> {
  const result = await lab.shell(line, { input, ...options });
  expect(result, line).toMatchObject({ exitCode: 0 });
  return result.stdout;
}

/** Installs the files of firewalld and ufw for the lab alone: nothing of this is written to the machine's disk. */
export async function installFirewalls(lab: Lab): Promise<void> {
  await shell(
    lab,
    `for directory in /etc /usr/sbin; do
       mkdir -p /run/over$directory/upper /run/over$directory/work
       mount -t overlay -o lowerdir=$directory,upperdir=/run/over$directory/upper,workdir=/run/over$directory/work overlay $directory
     done`,
  );
  for (const [path, text] of Object.entries(INSTALLED)) {
    await shell(lab, `mkdir -p ${dirname(path)}; cat >${path}`, text);
  }
  await shell(lab, 'chmod 640 /etc/ufw/after.rules');
}

/** All rules of this host that are not in vpcctl's own tables and chains, without what packets count. */
export async function foreignRules(lab: Lab): Promise<string> {
  const native = await shell(lab, 'nft -s list ruleset');
  const legacy = await shell(
    lab,
    'if grep -qs . /proc/net/ip_tables_names; then iptables-legacy-save; fi',
  );
  return [native.replaceAll(/^table \w+ vpcctl \{\n[\s\S]*?^\}\n/gm, ''), ...tables(legacy)].join(
    '',
  );
}

/** Of iptables-legacy those that hold something: an empty one stays loaded once a program has listed it. */
function tables(saved: string): string[] {
  const texts = saved
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\[\d+:\d+\]/g, '')
    .split(/^COMMIT\n/m);
  return texts
    .map((text) => text.replaceAll(/^.*VPCCTL-.*\n/gm, ''))
    .filter((text) => /^-A|^:\w+ DROP/m.test(text));
}

/** The same without the accept rules of firewall exceptions; nft does not print the comments of iptables' rules. */
export function withoutExceptions(rules: string): string {
  return rules.replaceAll(/^.*\bbr-(one|two)\b.*\n/gm, '');
}

/** Who pings whom: the namespace it starts from (`host`: none), and the address. */
export type Probes = Readonly<Record<string, readonly [from: string, to: string]>>;

/** Sends the pings side by side, and tells which are answered within some seconds. */
export async function answered(
  lab: Lab,
  probes: Probes,
  seconds = 2,
): Promise<Record<string, boolean>> {
  const lines = Object.entries(probes).map(([name, [from, to]]) => {
    const inside = from === 'host' ? '' : `ip netns exec ${from}`;
    return `{ ${inside} ping -q -c1 -W${seconds} ${to} >/dev/null && echo '${name}'; } &`;
  });
  const names = (await shell(lab, `${lines.join('\n')}\nwait`)).split('\n');
  return Object.fromEntries(Object.keys(probes).map((name) => [name, names.includes(name)]));
}
