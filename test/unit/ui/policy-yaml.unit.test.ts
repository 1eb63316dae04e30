import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isVpcctlError } from '@vpcctl/sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../../src/ui/policy/file.js';

const directory = mkdtempSync(join(tmpdir(), 'vpcctl-policy-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The warnings about the policy in a file called `name` that holds `text`, without the directory. */
async function warned(text: string, name = 'policy.json'): Promise<string[]> {
  const path = join(directory, name);
  writeFileSync(path, text);
  const { warnings } = await readPolicyFile(path);
  return warnings.map((line) => line.replaceAll(`${directory}/`, ''));
}

/** The message about such a file, without the directory. */
async function fault(text: string, name: string): Promise<string> {
  const path = join(directory, name);
  writeFileSync(path, text);
  const error: unknown = await readPolicyFile(path).catch((thrown: unknown) => thrown);
  if (!isVpcctlError(error)) throw new Error('it was read');
  return error.message.replaceAll(`${directory}/`, '');
}

const YAML = `# the web servers
subnet: 10.0.1.0/24
ingress:
  - action: allow
    protocol: tcp
    port: [80, 443, 8000-8100]
    source:
      - 10.0.2.0/24
      - sg:vpc1/web
  - {action: deny, protocol: -1}
`;
const AS_JSON = {
  subnet: '10.0.1.0/24',
  ingress: [
    {
      ...{ action: 'allow', protocol: 'tcp' },
      port: [80, 443, '8000-8100'],
      source: ['10.0.2.0/24', 'sg:vpc1/web'],
    },
    { action: 'deny', protocol: -1 },
  ],
};

describe('a policy file in YAML', () => {
  it('is read, whatever its name', async () => {
    for (const name of ['policy.yaml', 'policy.yml', 'policy.json', 'policy']) {
      writeFileSync(join(directory, name), YAML);
      expect((await readPolicyFile(join(directory, name))).policy, name).toEqual(AS_JSON);
    }
  });

  it('may be a list of policies, or have several documents', async () => {
    const second = { subnet: '10.0.2.0/24', ingress: [] };
    const texts = [
      `${YAML}---\nsubnet: 10.0.2.0/24\ningress: []\n`,
      `---\n${YAML}---\n${JSON.stringify(second)}\n`,
    ];
    for (const text of texts) {
      writeFileSync(join(directory, 'both.yaml'), text);
      expect((await readPolicyFile(join(directory, 'both.yaml'))).policy).toEqual([
        AS_JSON,
        second,
      ]);
    }
  });

  it.each([
    [
      'subnet: 10.0.1.0/24\ningress:\n  - action: allow\n    port: 0\n',
      'policy.yaml:4:5: ingress[0].port: must be a port',
    ],
    [
      'subnet: 10.0.1.0/24\ningress:\n  - action: allow\n    port:\n      - 80\n      - x\n',
      'policy.yaml:6:9: ingress[0].port[1]: must be a port',
    ],
    [
      'subnet: 10.0.1.0/24\ningress:\n  - port: 80\n',
      'policy.yaml:3:5: ingress[0].action: is missing',
    ],
    [
      'subnet: 10.0.1.0/24\ningres: []\n',
      'policy.yaml:2:1: unknown key "ingres" (did you mean "ingress"?)',
    ],
    [
      'subnet: 10.0.1.0/24\ningress:\n',
      'policy.yaml:2:1: ingress: must be a list of rules; an empty list, [], denies all',
    ],
    ['ingress: []\n', 'policy.yaml:1:1: subnet: is missing'],
    ['subnet: x\n---\nsubnet: y\negress: 7\n', 'policy.yaml:4:1: [1].egress: must be a list'],
    ['subnet: [\n', 'policy.yaml:2:1: not YAML: '],
    ['a: b: c\n', 'policy.yaml:1:4: not YAML: '],
    ['a: 1\na: 2\n', 'policy.yaml:2:1: not YAML: '],
    ['a: *b\n', 'policy.yaml:1:'],
    ['', 'policy.yaml:1:1: not YAML: it is empty'],
    ['# nothing\n', 'policy.yaml:1:1: not YAML: it is empty'],
  ])('that is wrong (%j) is refused with line and column', async (text, start) => {
    const message = await fault(text, 'policy.yaml');
    expect(message.slice(0, start.length)).toBe(start);
  });

  it('with aliases that stand for very much is refused', async () => {
    const levels = Array.from(
      { length: 20 },
      (_, at) => `a${at}: &a${at} [${at === 0 ? '1' : `*a${at - 1},*a${at - 1},*a${at - 1}`}]`,
    );
    expect(await fault(levels.join('\n'), 'bomb.yaml')).toContain('not YAML');
  });
});

describe('rules that never apply', () => {
  const policy = (...rules: string[]) =>
    `{"subnet": "10.0.1.0/24", "ingress": [\n${rules.join(',\n')}\n]}`;
  const tcp = '{"action": "allow", "protocol": "tcp"}';

  it('are named, with the rule that comes before them', async () => {
    expect(await warned(policy(tcp, '{"action": "deny", "protocol": "tcp", "port": 22}'))).toEqual([
      'policy.json:3:1: warning: ingress[1] never applies: ingress[0] before it matches all of its packets',
    ]);
  });

  it.each([
    ['{"action": "allow"}', '{"action": "deny", "protocol": "gre"}'],
    [
      '{"action": "allow", "port": "1-100"}',
      '{"action": "deny", "protocol": "udp", "port": [5, "7-9"]}',
    ],
    [
      '{"action": "allow", "source": "10.0.0.0/8"}',
      '{"action": "deny", "source": ["10.1.2.3", "10.2.0.0/16"]}',
    ],
    [
      '{"action": "allow", "source": "sg:vpc1/web"}',
      '{"action": "deny", "source": "sg:vpc1/web", "port": 80}',
    ],
    [
      '{"action": "allow", "protocol": "icmp"}',
      '{"action": "deny", "protocol": "icmp", "type": 8}',
    ],
  ])('%s before %s', async (first, second) => {
    expect(await warned(policy(first, second))).toHaveLength(1);
    expect(await warned(policy(second, first))).toEqual([]);
  });

  it.each([
    ['{"action": "allow", "port": 80}', '{"action": "deny", "protocol": "sctp", "port": 80}'],
    ['{"action": "allow", "source": "10.0.0.0/8"}', '{"action": "deny", "source": "sg:vpc1/web"}'],
    ['{"action": "allow", "port": [80, 443]}', '{"action": "deny", "port": "80-443"}'],
  ])('are not: %s before %s', async (first, second) => {
    expect(await warned(policy(first, second))).toEqual([]);
  });
});
