import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { ok, refused, refusedInJson } from '../../support/cli/vpcctl.js';

let host: TestHost;
beforeAll(async () => {
  host = await tutorialHost();
});

describe('a wrong name', () => {
  it.each([
    ['lst', 'the command "lst" does not exist', 'did you mean list?'],
    ['creat-vpc vpc3 10.3.0.0/16', 'the command "creat-vpc" does', 'did you mean create-vpc?'],
    ['show vcp1', 'VPC "vcp1" does not exist', 'did you mean vpc1?'],
    ['delete-vpc vpc12', 'VPC "vpc12" does not exist', 'did you mean vpc1?'],
    ['show vpc1/pubic', 'subnet of vpc1 "pubic" does not exist', 'did you mean public?'],
    ['exec vpc1 privat -- true', 'subnet of vpc1 "privat"', 'did you mean private?'],
    ['ls', 'the command "ls" does not exist', 'did you mean list?'],
    ['lsit', 'the command "lsit" does not exist', 'did you mean list?'],
    ['hist', 'the command "hist" does not exist', 'did you mean history?'],
    ['rm vpc1', 'the command "rm" does not exist', 'did you mean delete-vpc?'],
    ['delete subnet vpc1 a', 'the command "delete" does not exist', 'did you mean delete-subnet?'],
    ['create vpc vpc3', 'the command "create" does not exist', 'did you mean create-vpc?'],
    ['up', 'the command "up" does not exist', 'did you mean apply -f FILE?'],
    ['validate net.yaml', 'the command "validate" does', 'did you mean plan -f FILE?'],
    ['vpc list', 'the command "vpc" does not exist', 'did you mean list?'],
    ['console vpc1 public', 'the command "console" does', 'did you mean shell VPC SUBNET?'],
    ['add-subnet vpc1 a 10.0.9.0/24 --public', 'unknown flag', 'did you mean --type public?'],
    ['history --limit 3', 'unknown flag --limit', 'did you mean --count?'],
    [
      'unpeer vpc1 vpc2 --yes',
      'unknown flag --yes',
      'leave --yes out: vpcctl asks nothing here, and vpcctl undo takes a change back',
    ],
    ['create-vpc v 10.9.0.0/16 -i eth0', 'unknown flag -i', 'did you mean --interface?'],
    ['add-subnet vpc1 a 10.0.9.0', 'not an IPv4 network', 'add a prefix length: 10.0.9.0/24'],
    ['list --jsn', 'unknown flag --jsn', 'did you mean --json?'],
    ['delete-vpc vpc1 --dryrun', 'unknown flag --dryrun', 'did you mean --dry-run?'],
    ['plan net.yaml', 'plan takes no argument "net.yaml"', 'did you mean vpcctl plan -f net.yaml?'],
    [
      'plan -f nowhere.yaml',
      'the topology file "nowhere.yaml" can\'t be read: there is no such file',
      'give the path of a file, or - for standard input',
    ],
    ['create-vpc vpc3 10.3.0.0/16 --interface eth1', 'no interface "eth1"', 'did you mean eth0?'],
  ])('is refused with the probable one: vpcctl %s', async (line, message, hint) => {
    const refusal = await refusedInJson(host, line.split(' '));
    expect(refusal.message).toContain(message);
    expect(refusal.hints[0]).toBe(hint);
    expect(refusal.exitCode).toBe(2);
  });

  it.each([
    ['show nothing-like-it', 'there is: vpc1, vpc2'],
    ['status extra', 'see --help'],
    ['backend frobnicate', 'there is: backend compare, backend set, backend show'],
  ])('is refused with the known ones: vpcctl %s', async (line, hint) => {
    const { hints } = await refused(host, line.split(' '));
    expect(hints[0]).toContain(hint);
  });
});

describe('the log', () => {
  it('is a file of JSON lines; only its owner may read it and the state', async () => {
    const other = createTestHost();
    await ok(other, 'create-vpc', 'vpc5', '10.5.0.0/16');
    const lines = () => readFileSync(join(other.state, 'vpcctl.log'), 'utf8').trimEnd().split('\n');
    const log = lines();
    expect(log.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 30,
        seq: 1,
        events: [{ type: 'vpc.create' }, { type: 'backend.set' }],
        msg: 'create VPC vpc5 10.5.0.0/16',
      },
      { level: 30, seq: 1, msg: 'applied' },
    ]);
    expect(modeOf(other.state)).toBe('700');
    expect(other.files()).toContain('journal.ndjson');
    for (const name of other.files() ?? []) {
      expect([name, modeOf(join(other.state, name))]).toEqual([name, '600']);
    }
    await ok(other, 'delete-vpc', 'vpc5', '--log-level', 'silent');
    expect(lines()).toEqual(log);
  });

  it.each(['silent', 'warn'])(
    'is not created by a successful command at level %s',
    async (level) => {
      const other = createTestHost();
      await ok(other, 'create-vpc', 'vpc5', '10.5.0.0/16', '--log-level', level);
      await ok(other, 'delete-vpc', 'vpc5', `--log-level=${level}`);
      expect(other.files()).toEqual(['journal.lock', 'journal.ndjson', 'vpcs.1.json', 'vpcs.json']);
    },
  );

  it('--log-level debug prints the stack of an error; other levels do not', async () => {
    const stack = /^ +at /m;
    expect((await host.vpcctl('show', 'vpc9')).stderr).not.toMatch(stack);
    expect((await host.vpcctl('show', 'vpc9', '--log-level', 'debug')).stderr).toMatch(stack);
    const env = { VPCCTL_LOG_LEVEL: 'debug' };
    const { stdout, stderr } = await host.run(['show', 'vpc9', '--json'], { env });
    expect(stderr).toMatch(stack);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'VPC_UNKNOWN' } });
  });

  it('has no other levels', async () => {
    const { hints, shown } = await refused(host, ['list', '--log-level', 'loud']);
    expect(shown).toContain('debug, info, warn, silent');
    expect(hints).toEqual(['see --help']);
  });
});

/** Permission bits of a file: `600`. */
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
