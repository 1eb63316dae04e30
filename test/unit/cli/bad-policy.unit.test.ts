import { beforeAll, describe, expect, it } from 'vitest';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { ok, refused, refusedInJson } from '../../support/cli/vpcctl.js';

let host: TestHost;
let resources: string[];
let journal: string | null;
beforeAll(async () => {
  host = await tutorialHost();
  resources = host.resources();
  journal = host.journal();
});

const apply = (file: string) => ['apply-firewall', 'vpc1', 'public', file];

/** Puts a policy into a file. */
const policy = (text: string) => host.write('wrong.json', text);

function expectNothingDone(): void {
  expect(host.journal()).toBe(journal);
  expect(host.resources()).toEqual(resources);
}

/** A policy with one rule of ingress, on its line 3. */
const rule = (text: string) => `{"subnet": "10.0.1.0/24",
  "ingress": [
    {${text}}
  ]}`;

/** The text of a file, and what is said about it, from the line and column on. */
const FILES: Readonly<Record<string, readonly [text: string, code: string, message: string]>> = {
  empty: ['', 'POLICY_NOT_JSON', ':1:1: not JSON'],
  'not JSON': ['{\n  "subnet" "10.0.1.0/24"\n}', 'POLICY_NOT_JSON', ':2:12: not JSON: colon'],
  'cut off': ['{"subnet": "10.0.1.0/24",\n"ingress": [', 'POLICY_NOT_JSON', ':2:'],
  'with a comma too many': [rule('"action": "allow",'), 'POLICY_NOT_JSON', ':3:24: not JSON'],
  'with a comment': [rule('// all\n"action": "allow"'), 'POLICY_NOT_JSON', ':3:6: not JSON'],
  'a list': ['[]', 'POLICY_INVALID', ':1:1: '],
  'without a subnet': ['{"ingress": []}', 'POLICY_INVALID', ':1:1: subnet'],
  'with an unknown key': [
    '{"subnet": "10.0.1.0/24",\n  "ingres": []}',
    'POLICY_INVALID',
    ':2:3: unknown key "ingres"',
  ],
  'with an unknown key in a rule': [
    rule('"action": "allow", "dport": 1'),
    'POLICY_INVALID',
    ':3:25: ingress[0]: unknown key "dport" (did you mean "port"?)',
  ],
  'with port 0': [rule('"port": 0, "action": "allow"'), 'POLICY_INVALID', ':3:6: ingress[0].port'],
  'with port 70000': [rule('"action": "deny", "port": 70000'), 'POLICY_INVALID', ':3:24: ingress'],
  'with ports the wrong way round': [
    rule('"port": "90-80", "action": "allow"'),
    'POLICY_INVALID',
    'must be a port from 1 to 65535',
  ],
  'with an unknown protocol': [
    rule('"protocol": "stcp", "action": "allow"'),
    'POLICY_INVALID',
    ':3:6: ingress[0].protocol',
  ],
  'without an action': [rule('"port": 80'), 'POLICY_INVALID', ':3:5: ingress[0].action'],
  'with a port for icmp': [
    rule('"port": 80, "protocol": "icmp", "action": "allow"'),
    'POLICY_INVALID',
    'icmp has no ports',
  ],
  'with a source that is no network': [
    rule('"action": "allow", "source": "10.0.0.1/8"'),
    'POLICY_INVALID',
    ':3:25: ingress[0].source',
  ],
  'of another subnet': ['{"subnet": "10.0.2.0/24"}', 'POLICY_WRONG_SUBNET', '"10.0.2.0/24"'],
};

describe('a policy file that is', () => {
  it.each(Object.entries(FILES))('%s', async (_, [text, code, message]) => {
    const file = policy(text);
    const refusal = await refusedInJson(host, apply(file));
    expect(refusal).toMatchObject({ code, exitCode: 2 });
    expect(refusal.message).toContain(message.startsWith(':') ? file + message : message);
    expect(refusal.hints.join('')).not.toBe('');
    expectNothingDone();
  });

  it.each([
    ['missing', '/no-such-policy', 'there is no such file'],
    ['a directory', '', 'it is a directory'],
    ['in no directory', '/policy.json/x', 'ENOTDIR'],
  ])('%s', async (_, path, message) => {
    const refusal = await refusedInJson(host, apply(host.directory + path));
    expect(refusal).toMatchObject({ code: 'POLICY_UNREADABLE', exitCode: 2 });
    expect(refusal.message).toContain(message);
    expectNothingDone();
  });

  it('with several mistakes is refused with the place of each', async () => {
    const file = policy(rule('"port": 0, "action": "maybe"'));
    const { message } = await refusedInJson(host, apply(file));
    expect(message.split('\n')).toEqual([
      expect.stringContaining(`${file}:3:6: `),
      ...[expect.stringContaining('"action": "maybe"'), `${' '.repeat(2 + 5)}^`],
      expect.stringContaining(`${file}:3:17: `),
      ...[expect.stringContaining('"action": "maybe"'), `${' '.repeat(2 + 16)}^`],
    ]);
  });

  it('with control characters is printed safely', async () => {
    const file = policy('{"subnet": "\\u001b]0;owned\\u0007", "\\u001b[2Jkey": 1}');
    const { shown } = await refused(host, apply(file));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const description = '\u001b[2J\u009b31m`rm`"\n# $(x)';
    policy(rule(`"action": "allow", "description": ${JSON.stringify(description)}`));
    const dry = await ok(host, ...apply(file), '--dry-run');
    expect(dry).toContain('31m`rm`');
    expect(dry).not.toContain('\u001b');
    expect(dry).not.toContain('\u009b');
  });
});
