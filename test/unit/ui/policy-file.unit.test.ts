import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isVpcctlError } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../../src/ui/policy/file.js';

const directory = mkdtempSync(join(tmpdir(), 'vpcctl-policy-'));
const file = join(directory, 'policy.json');
afterAll(() => rmSync(directory, { recursive: true }));

/** The policy in a file that holds `text`. */
function read(text: string | Uint8Array): Promise<unknown> {
  writeFileSync(file, text);
  return readPolicyFile(file).then(({ policy }) => policy);
}

/** The code and the lines of the error of such a file, without the directory. */
async function refused(text: string | Uint8Array): Promise<{ code: string; lines: string[] }> {
  const error: unknown = await read(text).then(
    () => 'it was read',
    (thrown: unknown) => thrown,
  );
  if (!isVpcctlError(error)) throw new Error(String(error));
  expect(error.category).toBe('input');
  expect(error.hints).not.toEqual([]);
  return { code: error.code, lines: error.message.replaceAll(`${directory}/`, '').split('\n') };
}

const TUTORIAL = `{
"subnet": "10.0.1.0/24",
"ingress": [
{"port": 8080, "protocol": "tcp", "action": "allow"},
{"port": 22, "protocol": "tcp", "action": "deny"},
{"port": 443, "protocol": "tcp", "action": "allow"}
]
}
`;

describe('a policy file', () => {
  it('of the tutorial is read as it was written', async () => {
    expect(await read(TUTORIAL)).toEqual(JSON.parse(TUTORIAL));
  });

  it('with a byte order mark, as some editors write it, is read as well', async () => {
    expect(await read(`\ufeff${TUTORIAL}`)).toEqual(JSON.parse(TUTORIAL));
  });

  it('that is missing, or is no file, is named by its path', async () => {
    for (const path of [join(directory, 'missing.json'), join(directory, 'dir')]) {
      mkdirSync(join(directory, 'dir'), { recursive: true });
      await expect(readPolicyFile(path)).rejects.toMatchObject({
        code: 'POLICY_UNREADABLE',
        category: 'input',
        message: expect.stringContaining(path),
      });
    }
    await expect(readPolicyFile(join(directory, 'missing.json'))).rejects.toThrow(
      'there is no such file',
    );
  });

  it.each([
    ['', 'policy.json:1:1: not JSON: '],
    ['{\n  "subnet": "x",\n  oops\n}', 'policy.json:3:3: not JSON: '],
    ['{\n  "subnet": "x"\n  "ingress": []\n}', 'policy.json:3:3: not JSON: comma expected'],
    ['{"a": 1,}', 'policy.json:1:9: not JSON: '],
    ['{"a": 1} // so', 'policy.json:1:10: not JSON: '],
    ['{"a": "b', 'policy.json:1:7: not JSON: '],
    ["{'a': 1}", 'policy.json:1:2: not JSON: '],
    ['[1, 2', 'policy.json:1:6: not JSON: '],
    ['{} {}', 'policy.json:1:4: not JSON: '],
    ['{"a": 01}', 'policy.json:1:'],
    ['{"a": NaN}', 'policy.json:1:7: not JSON: '],
  ])('that is not JSON (%j) is refused with line and column', async (text, start) => {
    const { code, lines } = await refused(text);
    expect(code).toBe('POLICY_NOT_JSON');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^ +\^$/);
    expect(lines[0]?.startsWith(start)).toBe(true);
  });

  it('counts columns as editors do, whatever the line ends', async () => {
    const { lines } = await refused('{\r\n  "subnet": "x",\r\n  oops\r\n}');
    expect(lines[0]).toContain('policy.json:3:3:');
  });

  it('with wrong values is refused with the place of each', async () => {
    const text = `{
  "subnet": "10.0.1.0/24",
  "ingres": [],
  "egress": [
    { "port": 0, "action": "allow" },
    { "protocol": "stcp", "action": "allow", "destination": "10.0.0.1/8" },
    { "port": 80, "protocol": "icmp", "action": "allow" },
    { "action": "allow", "source": "10.0.0.1" },
    {}
  ]
}`;
    const { code, lines } = await refused(text);
    expect(code).toBe('POLICY_INVALID');
    expect(lines).toMatchInlineSnapshot(`
      [
        "policy.json:3:3: unknown key "ingres" (did you mean "ingress"?)",
        "    "ingres": [],",
        "    ^",
        "policy.json:5:7: egress[0].port: must be a port from 1 to 65535, or a range such as "8000-8100"",
        "      { "port": 0, "action": "allow" },",
        "        ^",
        "policy.json:6:7: egress[1].protocol: "stcp" is not a protocol: write tcp, udp, icmp, sctp, gre, esp, another name or number of a protocol, or all; did you mean tcp?",
        "      { "protocol": "stcp", "action": "allow", "destination": "10.0.0.1/8" },",
        "        ^",
        "policy.json:6:46: egress[1].destination: the address, "10.0.0.1/8", has bits set beyond its prefix; the network is 10.0.0.0/8",
        "      { "protocol": "stcp", "action": "allow", "destination": "10.0.0.1/8" },",
        "                                               ^",
        "policy.json:7:7: egress[2].port: icmp has no ports: leave "port" out; an ICMP type goes in "type"",
        "      { "port": 80, "protocol": "icmp", "action": "allow" },",
        "        ^",
        "policy.json:8:26: egress[3]: unknown key "source"",
        "      { "action": "allow", "source": "10.0.0.1" },",
        "                           ^",
        "policy.json:9:5: egress[4].action: is missing: write "allow" or "deny"",
        "      {}",
        "      ^",
      ]
    `);
  });

  it('that is JSON of another shape is refused at its start', async () => {
    for (const text of ['[]', 'null', '"x"', ' 7 ', '[7]', 'text']) {
      const { code, lines } = await refused(text);
      expect(code).toBe('POLICY_INVALID');
      expect(lines[0]).toMatch(/^policy\.json:1:[12]: .*(a policy is an object|no policy)/);
    }
  });

  it('is read or refused, whatever it holds', async () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\\',
      '\n',
      ' ',
      '\ufeff',
      '\u0000',
      '\u2028',
    ];
    const bits = [...pieces, '"subnet"', '"ingress"', '"a"', '-', '0', '1', '.', 'e', 'null', '//'];
    const texts = fc.oneof(
      fc.string({ unit: fc.constantFrom(...bits), maxLength: 12 }),
      fc.json(),
      fc.uint8Array({ maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const outcome = await read(text).then(
          () => null,
          (error: unknown) => error,
        );
        if (outcome === null) return;
        if (!isVpcctlError(outcome)) throw outcome;
        expect(['POLICY_NOT_JSON', 'POLICY_NOT_YAML', 'POLICY_INVALID']).toContain(outcome.code);
        expect(outcome.message).toMatch(/policy\.json:\d+:\d+: /);
      }),
      { numRuns: 500 },
    );
  });
});
