import {
  type FirewallProgram,
  type HostReader,
  type LastingException,
  planInvocations,
  VpcctlError,
  type VpcTraffic,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderInvocation } from '../../../../src/host/executor/executors.js';
import { applyLastingException } from '../../../../src/host/foreign-firewall/lasting/apply.js';
import { createLastingExceptionDriver } from '../../../../src/host/foreign-firewall/lasting/driver.js';
import { withoutRules, withRules } from '../../../../src/host/foreign-firewall/lasting/ufw.js';
import { usablePrograms } from '../../../../src/host/foreign-firewall/lasting/wanted-files.js';
import { AFTER_RULES, INSTALLED } from '../../../support/foreign-firewalls/configuration.js';

const SET = '/etc/firewalld/ipsets/vpcctl.xml';
const ZONE = '/etc/firewalld/zones/vpcctl.xml';
const RULES = '/etc/ufw/after.rules';
const PROGRAMS: FirewallProgram[] = ['firewalld', 'ufw'];

function vpc(name: string, segment: number): VpcTraffic {
  const network = `10.${segment - 7001}.0`;
  return {
    ...{ bridge: `br-${name}`, segment },
    ...{ networks: [`${network}.0/16`], gateways: [`${network}.1`] },
  };
}
const ONE = [vpc('a', 7001)];
const TWO = [...ONE, vpc('b', 7002)];

function lasting(program: FirewallProgram, vpcs: readonly VpcTraffic[]): LastingException {
  const id = `lasting-exception:${program}`;
  return { kind: 'lasting-exception', id, attributes: { program, vpcs }, why: 'it reloads' };
}

/** A host of files alone. firewalld has loaded no set: nft finds none. */
class Files implements HostReader {
  readonly inputs: string[] = [];
  readonly written: string[] = [];
  /** What ufw has loaded. */
  loaded = '';
  constructor(
    readonly texts: Record<string, string>,
    readonly said = 'nft: No such file or directory',
  ) {}
  readFile = (path: string) => this.texts[path] ?? null;
  writeFile(path: string, text: string | null) {
    this.written.push(path);
    if (text === null) delete this.texts[path];
    else this.texts[path] = text;
  }
  async run(program: string, _: readonly string[], input = ''): Promise<string> {
    if (program === 'iptables-nft-save') return this.loaded;
    this.inputs.push(input);
    if (this.said === '') return '';
    throw new VpcctlError(this.said, { code: 'HOST_STEP_FAILED', category: 'host' });
  }
  nft = () => this.run('nft', []);
}

const driver = createLastingExceptionDriver();

async function change(host: Files, program: FirewallProgram, vpcs: readonly VpcTraffic[]) {
  const resource = lasting(program, vpcs);
  const operations = driver.compile([
    vpcs.length > 0
      ? { action: 'create', after: resource }
      : { action: 'delete', before: resource },
  ]);
  for (const operation of operations) {
    if (!('lasting' in operation)) throw new Error(operation.op);
    await applyLastingException(operation, host);
  }
}

/** `there`, `absent` or `damaged`. */
async function observed(host: Files, program: FirewallProgram, vpcs = ONE): Promise<string> {
  const [found] = await driver.observe(host, [lasting(program, vpcs)]);
  if (found === undefined) return 'absent';
  return 'damaged' in found.attributes ? 'damaged' : 'there';
}

const foreignLine = fc.constantFrom(
  ...['', '# mine', '*nat', '-A ufw-after-forward -s 192.0.2.1 -j DROP', 'COMMIT', '\t x\r'],
  '-A ufw-after-input -m comment --comment "vpcctl is nice" -j DROP',
);
const lines = fc.array(foreignLine, { maxLength: 4 }).map((all) => all.map((each) => `${each}\n`));
/** Any text of an administrator's that ufw takes. */
const rulesText = fc
  .tuple(lines, lines, fc.constantFrom('', '\n', '\nend without a newline'))
  .map(
    ([before, between, end]) =>
      `${before.join('')}*filter\n:ufw-after-input - [0:0]\n:ufw-after-forward - [0:0]\n${between.join('')}COMMIT${end}`,
  );

describe('the rules of ufw', () => {
  it('are added and removed, and each other byte stays', () => {
    fc.assert(
      fc.property(rulesText, fc.constantFrom(ONE, TWO), (text, vpcs) => {
        const added = withRules(text, vpcs);
        expect(withoutRules(added)).toBe(text);
        expect(withRules(added, vpcs)).toBe(added);
        expect(withRules(withRules(text, TWO), vpcs)).toBe(added);
      }),
    );
  });

  it('are in the table filter, behind the rules of the administrator', () => {
    const added = withRules(AFTER_RULES, ONE).split('\n');
    const at = added.findIndex((line) => line.startsWith('-A ufw-after-forward -i br-a '));
    expect(added[at]).toBe(
      '-A ufw-after-forward -i br-a -m mark --mark 0x1b59 -m comment --comment "vpcctl br-a" -j ACCEPT',
    );
    expect(at).toBeGreaterThan(added.findIndex((line) => line.includes('--dport 137')));
    expect(at).toBeLessThan(added.indexOf('COMMIT'));
  });

  it('leave a line alone that an administrator put between them', () => {
    const mine = '-A ufw-after-forward -i br-a -j DROP';
    const edited = withRules(AFTER_RULES, ONE).replace('# vpcctl end', `${mine}\n# vpcctl end`);
    expect(withoutRules(edited)).toBe(AFTER_RULES.replace('COMMIT\n', `${mine}\nCOMMIT\n`));
  });
});

describe.each(PROGRAMS)('the configuration of %s', (program) => {
  it('gets the exceptions, follows the VPCs, and is as before without VPCs', async () => {
    const host = new Files({ ...INSTALLED });
    expect(await observed(host, program)).toBe('absent');
    await change(host, program, ONE);
    expect(await observed(host, program)).toBe('there');
    expect(await observed(host, program, TWO)).toBe('damaged');
    await change(host, program, TWO);
    expect(await observed(host, program, TWO)).toBe('there');
    await change(host, program, []);
    expect(host.texts).toEqual(INSTALLED);
  });

  it('is written anew where it was edited', async () => {
    const host = new Files({ ...INSTALLED });
    await change(host, program, ONE);
    const [file = ''] = host.written;
    const whole = { ...host.texts };
    host.texts[file] = (host.texts[file] ?? '').replace('0x1b59', '0x1b5f');
    expect(await observed(host, program)).toBe('damaged');
    await change(host, program, ONE);
    expect(host.texts).toEqual(whole);
  });

  it('needs nothing where the program is not installed', async () => {
    const { [`/usr/sbin/${program}`]: _, ...rest } = INSTALLED;
    const host = new Files({ ...rest });
    expect(usablePrograms(host.readFile)).toEqual(PROGRAMS.filter((each) => each !== program));
    expect(await observed(host, program)).toBe('there');
    await change(host, program, ONE);
    expect(host.texts).toEqual(rest);
  });

  it('loses the exceptions where the program was removed', async () => {
    const host = new Files({ ...INSTALLED });
    await change(host, program, ONE);
    delete host.texts[`/usr/sbin/${program}`];
    await change(host, program, []);
    expect(Object.keys(host.texts)).not.toContain(ZONE);
    expect(host.texts[RULES]).toBe(AFTER_RULES);
  });
});

describe('what cannot hold exceptions', () => {
  it.each([
    [
      'iptables as the backend of firewalld',
      '/etc/firewalld/firewalld.conf',
      'FirewallBackend=iptables\n',
    ],
    ['a zone of that name by another author', ZONE, '<zone><short>mine</short></zone>'],
    ['a set of that name by another author', SET, '<ipset type="hash:mac"/>'],
  ])('%s', async (_, path, text) => {
    const texts = { ...INSTALLED, [path]: text };
    const host = new Files({ ...texts });
    expect(usablePrograms(host.readFile)).toEqual(['ufw']);
    expect(await observed(host, 'firewalld')).toBe('there');
    await change(host, 'firewalld', ONE);
    await change(host, 'firewalld', []);
    expect(host.texts).toEqual(texts);
  });

  it.each([
    ['no table', '# empty\n'],
    ['no end of the table', AFTER_RULES.replace('\nCOMMIT', '')],
    ['no chain of ufw', AFTER_RULES.replace(':ufw-after-forward', ':mine')],
    ['bytes that are no text', `# \uFFFD\n${AFTER_RULES}`],
  ])('rules of ufw with %s', async (_, text) => {
    const host = new Files({ ...INSTALLED, [RULES]: text });
    expect(usablePrograms(host.readFile)).toEqual(['firewalld']);
    await change(host, 'ufw', ONE);
    expect(host.texts[RULES]).toBe(text);
  });
});

describe('ufw', () => {
  it('gets the rules into the chains that it has loaded, after its own', async () => {
    const host = new Files({ ...INSTALLED }, '');
    const own = '-A ufw-after-input -p udp --dport 137 -j DROP';
    const other = '-A FORWARD -m comment --comment "vpcctl br-a" -j ACCEPT';
    const saved = (...lines: string[]) =>
      ['*filter', ':FORWARD DROP [0:0]', ':ufw-after-forward - [0:0]', ':ufw-after-input - [0:0]']
        .concat(lines, 'COMMIT', '')
        .join('\n');
    host.loaded = saved(other, own);
    await change(host, 'ufw', ONE);
    const [added = ''] = host.inputs;
    expect(added).toMatch(/^-I ufw-after-forward 1 -i br-a -m mark --mark 0x1b59 /m);
    expect(added).toMatch(/^-I ufw-after-input 2 -d 10.0.0.1\/32 -i br-a -p icmp /m);
    const rules = withRules('*filter\nCOMMIT\n', ONE).split('\n');
    host.loaded = saved(other, own, ...rules.filter((line) => line.startsWith('-A')));
    await change(host, 'ufw', ONE);
    expect(host.inputs).toHaveLength(1);
    await change(host, 'ufw', []);
    expect(host.inputs[1]?.match(/^-D ufw-after-(forward|input) .*"vpcctl br-a"/gm)).toHaveLength(
      5,
    );
    expect(host.inputs[1]).not.toMatch(/FORWARD|137/);
  });
});

describe('firewalld', () => {
  it('finds no zone without its set after a crash', async () => {
    const host = new Files({ ...INSTALLED });
    await change(host, 'firewalld', ONE);
    expect(host.written).toEqual([SET, ZONE]);
    await change(host, 'firewalld', []);
    expect(host.written.slice(2)).toEqual([ZONE, SET]);
  });

  it('gets the traffic of the VPCs into the set that it has loaded', async () => {
    const host = new Files({ ...INSTALLED }, '');
    await change(host, 'firewalld', ONE);
    await change(host, 'firewalld', []);
    const [added = '', removed = ''] = host.inputs;
    expect(added).toContain('{"concat":[{"prefix":{"addr":"10.0.0.0","len":16}},7001]}');
    expect(removed).toContain('"flush":{"set":');
    expect(removed).not.toContain('concat');
  });

  it('may be the only program that changes its table', async () => {
    const host = new Files({ ...INSTALLED }, 'nft: Error: Operation not permitted');
    await change(host, 'firewalld', ONE);
    expect(await observed(host, 'firewalld')).toBe('there');
    const broken = new Files({ ...INSTALLED }, 'nft: Error: something else');
    await expect(change(broken, 'firewalld', ONE)).rejects.toThrow('something else');
  });

  it('is shown as lines for a shell, as is ufw', () => {
    const changes = PROGRAMS.map(
      (each) => ({ action: 'create', after: lasting(each, ONE) }) as const,
    );
    const shown = planInvocations(driver.compile(changes)).flat().flatMap(renderInvocation);
    expect(shown).toContain(`cat >${ZONE} <<'EOF'`);
    expect(shown.at(-1)).toMatch(
      /^sed -i -e '\/\^COMMIT\$\/i # vpcctl begin.* \/etc\/ufw\/after.rules$/,
    );
  });
});
