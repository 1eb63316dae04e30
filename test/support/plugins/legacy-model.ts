import { type HostReader, type Operation, planInvocations } from '@vpcctl/sdk';
import { TABLES, type Table } from '../../../plugins/iptables-legacy/src/ruleset/objects.js';
import { isSet } from '../../../plugins/iptables-legacy/src/ruleset/sets.js';

const BUILT_IN = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

/**
 * The part of iptables, arptables and bridges that our operations use, with its errors: no jump to a
 * missing chain, no removal of a chain that a rule jumps to or of a missing rule.
 */
export class LegacyHost implements HostReader {
  /** Each table's chains with their rules. */
  readonly tables = new Map<Table, Map<string, string[]>>(
    TABLES.map((table) => [table, new Map(BUILT_IN.map((name) => [name, []]))]),
  );
  /** Each locked port with the MACs that are known behind it. */
  readonly ports = new Map<string, Set<string>>();

  /** Carries out operations in the order in which vpcctl does. */
  execute(operations: readonly Operation[]): this {
    for (const invocation of planInvocations(operations).flat()) {
      for (const operation of invocation.operations) this.#operation(operation);
    }
    return this;
  }

  /** All objects, sorted; the rules of a set have no order. */
  toString(): string {
    const chains = [...this.tables].flatMap(([table, byName]) =>
      [...byName].map(([name, rules]) => {
        const own = isSet(table, name) ? [...rules].sort() : rules;
        return [table, name, ...own].join('\n  ');
      }),
    );
    const ports = [...this.ports].map(([name, macs]) => `port ${name} ${[...macs].sort().join()}`);
    return [...chains, ...ports].sort().join('\n');
  }

  readFile(path: string): string | null {
    return path.startsWith('/proc/net/') ? 'filter\n' : null;
  }

  async nft(args: readonly string[]): Promise<string> {
    throw new Error(`nft ${args.join(' ')}?`);
  }

  async run(program: string, args: readonly string[]): Promise<string> {
    switch (`${program} ${args.join(' ')}`) {
      case 'iptables-legacy-save ':
        return [...this.tables].flatMap(([table, chains]) => saved(table, chains)).join('\n');
      case 'arptables-legacy -L -n -v':
        return [...(this.tables.get('arp') ?? [])].flatMap(listed).join('\n');
      case 'bridge -j -d link':
        return JSON.stringify(
          [...this.ports.keys()].map((ifname) => ({ ifname, locked: true, learning: false })),
        );
      case 'bridge -j fdb':
        return JSON.stringify(
          [...this.ports].flatMap(([ifname, macs]) =>
            [...macs].map((mac) => ({ ifname, mac, state: 'static' })),
          ),
        );
      default:
        throw new Error(`${program} ${args.join(' ')}?`);
    }
  }

  #operation(operation: Operation): void {
    if (operation.op === 'program.run') this.#program(operation);
    else this.#port(operation);
  }

  #program({ program, arguments: words, input }: Operation<'program.run'>): void {
    if (program === 'arptables-legacy') this.#line('arp', words);
    let table: Table | undefined;
    for (const line of input?.trimEnd().split('\n') ?? []) {
      if (line.startsWith('*')) table = TABLES.find((each) => each === line.slice(1));
      else if (line !== 'COMMIT') this.#line(table, line.split(' '));
    }
  }

  #line(table: Table | undefined, [verb = '', name = '', ...words]: readonly string[]): void {
    const chains = table === undefined ? undefined : this.tables.get(table);
    if (chains === undefined) throw new Error(`no table ${table}`);
    if (verb === '-N') {
      if (chains.has(name)) throw new Error(`${name} exists already`);
      chains.set(name, []);
      return;
    }
    const rules = chains.get(name);
    if (rules === undefined) throw new Error(`${name} does not exist`);
    const rule = words.join(' ');
    switch (verb) {
      case '-A':
        rules.push(this.#checked(chains, rule));
        return;
      case '-I':
        if (/^\d+$/.test(words[0] ?? '')) {
          const at = Number(words[0]) - 1;
          if (at > rules.length) throw new Error(`${name} has no place ${at + 1}`);
          rules.splice(at, 0, this.#checked(chains, words.slice(1).join(' ')));
        } else rules.unshift(this.#checked(chains, rule));
        return;
      case '-D':
        if (/^\d+$/.test(rule)) {
          if (rules[Number(rule) - 1] === undefined) throw new Error(`${name} has no rule ${rule}`);
          rules.splice(Number(rule) - 1, 1);
          return;
        }
        if (!rules.includes(rule)) throw new Error(`${name} has no ${rule}`);
        rules.splice(rules.indexOf(rule), 1);
        return;
      case '-F':
        rules.length = 0;
        return;
      case '-X':
        if (rules.length > 0) throw new Error(`${name} is not empty`);
        if ([...chains.values()].flat().some((each) => target(each) === name))
          throw new Error(`${name} is the target of a jump`);
        chains.delete(name);
        return;
      default:
        throw new Error(`${verb}?`);
    }
  }

  #checked(chains: ReadonlyMap<string, unknown>, rule: string): string {
    const name = target(rule);
    if (name?.startsWith('VPCCTL-') && !chains.has(name)) throw new Error(`no chain ${name}`);
    return rule;
  }

  #port(operation: Operation): void {
    switch (operation.op) {
      case 'bridge-port.set': {
        const { link, locked } = operation;
        if (!locked) this.ports.delete(link);
        else if (!this.ports.has(link)) this.ports.set(link, new Set());
        return;
      }
      case 'bridge-entry.delete':
        // The port may be unlocked before its entries are deleted.
        this.ports.get(operation.link)?.delete(operation.mac);
        return;
      case 'bridge-entry.replace': {
        const { link, mac, state } = operation;
        if (state === 'dynamic') this.ports.get(link)?.delete(mac);
        else if (this.ports.get(link)?.add(mac) === undefined) throw new Error(`${link} is open`);
        return;
      }
      default:
        throw new Error(`${operation.op}?`);
    }
  }
}

function target(rule: string): string | undefined {
  return /(?:^| )-[jg] (\S+)/.exec(rule.replace(/--comment (?:"(?:\\.|[^"\\])*"|\S+)/, ''))?.[1];
}

function saved(table: Table, chains: ReadonlyMap<string, readonly string[]>): string[] {
  if (table === 'arp') return [];
  return [
    `*${table}`,
    ...[...chains.keys()].map((name) => `:${name} - [0:0]`),
    ...[...chains].flatMap(([name, rules]) => rules.map((rule) => `-A ${name} ${rule}`)),
    'COMMIT',
  ];
}

function listed([name, rules]: readonly [string, readonly string[]]): string[] {
  return [`Chain ${name} (1 references)`, ...rules.map(listedRule), ''];
}

/** As `arptables-legacy -L -n -v` prints a rule: the verdict first, its options last. */
function listedRule(rule: string): string {
  const [, link = '*', matches = '', verdict = '', options = ''] =
    /^(?:-i (\S+) ?)?(.*?) ?(-j \S+)(.*)$/.exec(rule) ?? [];
  return `${verdict} -i ${link} -o * ${matches}${options}, pcnt=0 -- bcnt=0 `;
}
