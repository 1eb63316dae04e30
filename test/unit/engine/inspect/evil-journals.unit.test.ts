import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashEntry, type Json } from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import { importFrom } from '../../../../src/engine/inspect/transfer.js';
import { executeHistory } from '../../../../src/engine/run/execute.js';
import { openTestEngine, rejection } from '../../../support/engine/support.js';
import { TUTORIAL } from '../../../support/features/given.js';

type Fields = { [field: string]: Json };
type Path = readonly (string | number)[];

/** The tutorial's journal, in which one value is another one, with all hashes right. */
async function forge(line: number, path: Path, value: Json): Promise<string> {
  const engine = openTestEngine();
  await engine.play(TUTORIAL);
  await engine.run(['instance.add', { vpc: 'vpc1', subnet: 'public', name: 'web' }]);
  let prev = '0'.repeat(64);
  const lines = engine.journalText().trimEnd().split('\n');
  return lines
    .map((text, index) => {
      const { hash: _, ...fields }: Fields = JSON.parse(text);
      if (index + 1 === line) put(fields, path, value);
      const entry: Fields = { ...fields, prev };
      prev = hashEntry(entry);
      return `${JSON.stringify({ ...entry, hash: prev })}\n`;
    })
    .join('');
}

function put(fields: Fields, path: Path, value: Json): void {
  const last = path.at(-1) ?? '';
  const owner = path.slice(0, -1).reduce<object>((at, key) => Reflect.get(at, key), fields);
  Object.defineProperty(owner, last, {
    ...{ value, enumerable: true, configurable: true, writable: true },
  });
}

/** Imports a journal on a host that has none. */
async function tryImport(text: string) {
  const engine = openTestEngine();
  const file = join(engine.directory, 'evil.ndjson');
  writeFileSync(file, text);
  const error = await rejection(importFrom(engine.context, file, { dryRun: false }));
  expect(readdirSync(engine.directory).filter((name) => name.includes('journal.nd'))).toEqual([]);
  return error;
}

const DATA = ['events', 0, 'data'] as const;
const [VPC, SUBNET] = [1, 3];

describe('a journal from elsewhere is refused with the entry and the field', () => {
  it.each<[field: string, line: number, path: Path, value: Json]>([
    ['segment', VPC, ['segment'], 0],
    ['segment', VPC, ['segment'], 254],
    ['segment', VPC, ['segment'], -5],
    ['segment', VPC, ['segment'], 2 ** 53 - 1],
    ['name', VPC, ['name'], '__proto__'],
    ['name', VPC, ['name'], 'a\u001b[31m'],
    ['name', VPC, ['name'], '-all'],
    ['cidr', VPC, ['cidr'], '10.0.0.0/99'],
    ['cidr', VPC, ['cidr'], '0.0.0.0/0'],
    ['cidr', VPC, ['cidr'], '010.0.0.0/16'],
    ['cidr', VPC, ['cidr'], '127.0.0.0/16'],
    ['gateway', VPC, ['gateway'], '10.0.0.2'],
    ['bridge', VPC, ['bridge', 'name'], 'eth0'],
    ['bridge', VPC, ['bridge', 'altname'], 'eth0'],
    ['bridge', VPC, ['bridge', 'mac'], 'ff:ff:ff:ff:ff:ff'],
    ['bridge.name', VPC, ['bridge', 'name'], '../../x'],
    ['uplink.interface', VPC, ['uplink'], { interface: '../../x', gateway: null }],
    ['uplink.interface', VPC, ['uplink'], { interface: 'a b', gateway: null }],
    ['uplink.gateway', VPC, ['uplink'], { interface: 'eth0', gateway: '-x' }],
    ['restore', VPC, ['restore'], { 'net/../../x': '1' }],
    ['restore', VPC, ['restore'], { 'net/ipv4/ip_forward': '1\n2' }],
    ['namespace', SUBNET, ['namespace'], '../../x'],
    ['namespace', SUBNET, ['namespace'], '-all'],
    ['namespace', SUBNET, ['namespace'], 'internet'],
    ['guestEnd', SUBNET, ['guestEnd', 'name'], 'lo'],
    ['hostEnd', SUBNET, ['hostEnd', 'name'], 'eth0'],
    ['hostEnd', SUBNET, ['hostEnd', 'mac'], '01:00:5e:00:00:01'],
    ['address', SUBNET, ['address'], '10.9.0.1'],
    ['address', SUBNET, ['address'], '10.0.1.1/24'],
    ['type', SUBNET, ['type'], 'toString'],
  ])('%s of line %i: %j is %j', async (field, line, path, value) => {
    const error = await tryImport(await forge(line, [...DATA, ...path], value));
    expect(error).toMatchObject({ code: 'ENTRY_SENSELESS', exitCode: 4 });
    expect(error.message).toContain(`entry ${(line + 1) / 2} of the journal (`);
    expect(error.message).toContain(`${field}`);
  });

  it.each([
    ['a backend that is a path', VPC, ['events', 1, 'data', 'name'], '../../x'],
    ['a subnet of no VPC', SUBNET, [...DATA, 'vpc'], 'vpc9'],
    ['a subnet outside of its VPC', SUBNET, [...DATA, 'cidr'], '192.168.0.0/24'],
  ])('%s', async (_, line, path, value) => {
    const error = await tryImport(await forge(line, path, value));
    expect(error).toMatchObject({ code: 'ENTRY_SENSELESS', exitCode: 4 });
    expect(error.message).toContain(`entry ${(line + 1) / 2} `);
  });

  it('a change that was undone has to make sense, too', async () => {
    const engine = openTestEngine();
    await engine.play(TUTORIAL.slice(0, 2));
    const [vpc = '', applied = '', subnet = ''] = engine.journalText().split(/(?<=\n)/);
    const doubled = relinked([vpc, applied, again(vpc, 2), failed(2), subnet], [1, 1, 2, 2, 3]);
    const error = await tryImport(doubled);
    expect(error).toMatchObject({ code: 'ENTRY_SENSELESS' });
    expect(error.message).toContain('entry 2 of the journal (vpc.create)');
    expect(error.message).toContain('VPC vpc1 has the name, segment or bridge');
  });

  it('deep JSON is damage, and names the line', async () => {
    const text = await forge(VPC, [...DATA, 'name'], 'vpc1');
    const [first = '', ...rest] = text.split(/(?<=\n)/);
    for (const depth of [200, 20_000, 200_000]) {
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      const line = first.replace('"name":"vpc1"', `"name":${deep}`);
      const error = await tryImport([line, ...rest].join(''));
      expect(error).toMatchObject({ code: 'JOURNAL_DAMAGED', exitCode: 4 });
      expect(error.message).toContain('line 1: its JSON is nested too deep');
    }
  });

  it('an unknown kind chooses no package', async () => {
    for (const type of ['x.run', 'toString.x', '__proto__.x', 'constructor']) {
      const text = await forge(VPC, ['events', 1, 'type'], type);
      const engine = openTestEngine();
      const file = join(engine.directory, 'evil.ndjson');
      writeFileSync(file, text);
      await importFrom(engine.context, file, { dryRun: false });
      const revert = executeHistory(engine.context, { type: 'revert', seq: 1 });
      const [hint] = Object(await rejection(revert)).hints;
      expect(hint).toMatch(/^install the plugin that brings .*: vpcctl plugins install …$/);
      expect(readFileSync(engine.journalFile, 'utf8')).toBe(text);
    }
  });
});

function again(line: string, seq: number): string {
  return line.replace(/"seq":\d+/, `"seq":${seq}`);
}

function failed(seq: number): string {
  const actor = { uid: 0, user: 'ada', pid: 7, argv: ['vpcctl'] };
  const head = { seq, id: '00000000-0000-4000-8000-000000000000', at: '2026-01-01T00:00:00.000Z' };
  const data = { error: { code: 'X', message: 'x' } };
  return JSON.stringify({ ...head, actor, type: 'failed', v: 1, data, prev: '', hash: '' });
}

/** Lines with these numbers, and hashes that are right. */
function relinked(lines: readonly string[], numbers: readonly number[]): string {
  let prev = '0'.repeat(64);
  return lines
    .map((text, index) => {
      const { hash: _, ...fields }: Fields = JSON.parse(text);
      const entry: Fields = { ...fields, seq: numbers[index] ?? 0, prev };
      prev = hashEntry(entry);
      return `${JSON.stringify({ ...entry, hash: prev })}\n`;
    })
    .join('');
}
