import type { HostReader, NatFact } from '@vpcctl/sdk';
import { sysctlFile } from '../proc/sysctl.js';
import { orNothing } from './or-nothing.js';

/** With it, packets that a bridge passes from port to port go through iptables and nftables, too. */
const BRIDGED = 'net/bridge/bridge-nf-call-iptables';
const PROGRAMS = ['iptables-nft', 'iptables-legacy'] as const;
/** The kernel's list of iptables-legacy tables: to read a table with the program creates it. */
const LEGACY_TABLES = '/proc/net/ip_tables_names';
const OWN_TABLE = 'vpcctl';

/**
 * Reads the source NAT rules of other programs that packets within a VPC would meet: only where
 * bridged packets pass netfilter does the kernel take them for new ones on their way out. Rules with
 * a condition that is not understood are left out, since they may well not match.
 * @throws VpcctlError `HOST_STEP_FAILED`
 */
export async function readForeignNat(host: HostReader): Promise<NatFact[]> {
  if (process.geteuid?.() !== 0) return [];
  if (host.readFile(sysctlFile(BRIDGED))?.trim() !== '1') return [];
  const legacy = (host.readFile(LEGACY_TABLES) ?? '').split('\n').includes('nat');
  const found: NatFact[] = [];
  for (const program of PROGRAMS) {
    if (program === 'iptables-legacy' && !legacy) continue;
    const saved = await orNothing(host.run(`${program}-save`, ['-t', 'nat']));
    found.push(...natRules(saved, `${program} nat`));
  }
  const chains = await orNothing(host.run('nft', ['list', 'chains']));
  for (const { family, table, chain } of natChains(chains)) {
    const text = await orNothing(host.run('nft', ['list', 'chain', family, table, chain]));
    found.push(...nftRules(text, `nftables ${family} ${table} ${chain}`));
  }
  return found;
}

const TARGETS = ['MASQUERADE', 'SNAT'];

/** The source NAT rules of `iptables-save -t nat`, and of the chains that all packets go to. Pure. */
export function natRules(saved: string, where: string): NatFact[] {
  const rules = saved.split('\n').flatMap((line) => {
    const [, chain = '', text = ''] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    return chain === '' ? [] : [{ chain, words: text.split(' ') }];
  });
  return inChain(rules, 'POSTROUTING', where, []);
}

interface SavedRule {
  readonly chain: string;
  readonly words: readonly string[];
}

function inChain(
  rules: readonly SavedRule[],
  chain: string,
  where: string,
  above: readonly string[],
): NatFact[] {
  if (above.includes(chain)) return [];
  return rules
    .filter((rule) => rule.chain === chain)
    .flatMap(({ words }) => {
      const at = words.findIndex((word) => word === '-j' || word === '-g');
      const target = words[at + 1] ?? '';
      const matches = words.slice(0, at);
      if (TARGETS.includes(target)) return natFact(matches, `${where} ${chain}`);
      return matches.length === 0 ? inChain(rules, target, where, [...above, chain]) : [];
    });
}

function natFact(matches: readonly string[], where: string): NatFact[] {
  const found: { -readonly [Key in keyof NatFact]: NatFact[Key] } = {
    ...{ where, source: null, destination: null, outgoing: null },
  };
  for (let at = 0; at < matches.length; at += 2) {
    const [option = '', value = ''] = matches.slice(at, at + 2);
    if (option === '-s') found.source = value;
    else if (option === '-d') found.destination = value;
    else if (option === '-o') found.outgoing = value;
    else return [];
  }
  return [found];
}

/** The chains at the hook postrouting that change addresses, of other programs. Pure. */
export function natChains(text: string): { family: string; table: string; chain: string }[] {
  let [family, table, chain] = ['', '', ''];
  return text.split('\n').flatMap((line) => {
    const [, ofFamily, name] = /^table (\S+) (\S+) \{/.exec(line) ?? [];
    if (ofFamily !== undefined && name !== undefined) [family, table] = [ofFamily, name];
    chain = /^\tchain (\S+) \{/.exec(line)?.[1] ?? chain;
    const isNat = /^\t\ttype nat hook postrouting /.test(line);
    const isOther = table !== OWN_TABLE && !(family === 'ip' && table === 'nat');
    return isNat && isOther && (family === 'ip' || family === 'inet')
      ? [{ family, table, chain }]
      : [];
  });
}

/** The source NAT rules of `nft list chain`. Pure. */
export function nftRules(text: string, where: string): NatFact[] {
  return text.split('\n').flatMap((line) => {
    const [, matches] = /^\t\t(.*?)(?:counter .*)?(?:masquerade|snat )/.exec(line) ?? [];
    if (matches === undefined) return [];
    const words = matches
      .replaceAll(/ip saddr (\S+)/g, '-s $1')
      .replaceAll(/ip daddr (\S+)/g, '-d $1')
      .replaceAll(/oif(?:name)? "([^"]+)"/g, '-o $1')
      .split(' ')
      .filter((word) => word !== '');
    return natFact(words, where);
  });
}
