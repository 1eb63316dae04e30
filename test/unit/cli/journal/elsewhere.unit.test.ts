import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appliedDraft, changeDraft, openJournal } from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import { journalAcceptLossOutputSchema } from '../../../../src/schemas/journal.js';
import { createTestHost } from '../../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../../support/cli/in-process/tutorial.js';
import { json, ok, refused } from '../../../support/cli/vpcctl.js';

const ESCAPE = '\u001b[2J\u001b]0;title\u0007\u009b31m\u202e';
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may reach a terminal
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe('what a journal from elsewhere says', () => {
  it('never controls a terminal', async () => {
    const host = await tutorialHost();
    const policy = {
      subnet: '10.0.1.0/24',
      ingress: [{ action: 'allow', protocol: 'tcp', port: 80, description: ESCAPE }],
    };
    const file = host.write('evil.json', JSON.stringify(policy));
    await ok(host, 'apply-firewall', 'vpc1', 'public', file);
    const journal = openJournal(host.state, { acquire: async () => {} });
    const lock = await journal.lock();
    const actor = { uid: 0, user: ESCAPE, pid: 1, argv: ['vpcctl', ESCAPE] };
    const event = { type: `x${ESCAPE}.run`, v: 1, data: { [ESCAPE]: ESCAPE } };
    const { end } = await journal.read();
    const { entry, position } = await journal.append(lock, end, changeDraft([event], actor));
    await journal.append(lock, position, appliedDraft(actor));
    lock.release();
    for (const line of [
      ...['list', 'show vpc1', 'show vpc1/public', `show @${entry.seq}`, `show @${entry.seq - 1}`],
      ...['status', 'history', 'history --oneline', 'replay --dry-run', 'replay', 'undo'],
      ...['journal verify', 'show vpc1 --at 6', 'diff 1', 'reach vpc1/public vpc1/private'],
    ]) {
      for (const json of [[], ['--json']]) {
        const { stdout, stderr } = await host.vpcctl(...line.split(' '), ...json);
        expect(`${stdout}${stderr}`, line).not.toMatch(CONTROLS);
        expect(`${stdout}${stderr}`.length, line).toBeGreaterThan(10);
      }
    }
  });
});

describe('what is no file', () => {
  const fifo = (path: string) => execFileSync('mkfifo', [path]);

  it.each<[what: string, make: (path: string) => void]>([
    ['a fifo', fifo],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
    ['a directory', (path) => mkdirSync(path)],
  ])(
    '%s is a clear error as the journal, and no matter as the snapshot or log',
    async (_, make) => {
      const host = await tutorialHost();
      const put = (name: string) => {
        rmSync(join(host.state, name), { force: true });
        make(join(host.state, name));
      };
      put('vpcs.json');
      put('vpcctl.log');
      expect(await ok(host, 'list')).toContain('vpc1');
      await ok(host, 'peer', 'vpc1', 'vpc2');
      put('journal.ndjson');
      for (const line of ['list', 'undo', 'journal verify', 'journal accept-loss']) {
        const refusal = await refused(host, line.split(' '));
        expect(refusal, line).toMatchObject({ code: 'JOURNAL_READ_FAILED', exitCode: 3 });
        expect(refusal.message).toContain('is a directory, a fifo, a socket or a device');
      }
      const file = join(host.directory, 'import');
      make(file);
      expect(await refused(createTestHost(), ['journal', 'import', file])).toMatchObject({
        ...{ code: 'FILE_UNREADABLE', exitCode: 2 },
      });
    },
  );

  it('a state directory that is a file is named', async () => {
    const host = createTestHost();
    writeFileSync(host.state, '');
    for (const line of ['list', 'create-vpc vpc1 10.0.0.0/16', 'journal verify']) {
      const refusal = await refused(host, line.split(' '));
      expect(refusal.exitCode).toBe(3);
      expect(refusal.message).toContain(host.state);
    }
  });
});

it('a change removes what killed commands left', async () => {
  const host = await tutorialHost();
  const before = host.files();
  const left = [
    ...['.journal.ndjson.vpcctl-4711', '.host.json.vpcctl-4711', '.place.json.vpcctl-4711'],
    '.vpcs.json.tmp',
  ];
  for (const name of left) writeFileSync(join(host.state, name), '');
  await ok(host, 'list');
  expect(host.files()).toHaveLength((before?.length ?? 0) + left.length);
  await ok(host, 'peer', 'vpc1', 'vpc2');
  expect(host.files()).toEqual(before);
});

it('accept-loss after a killed accept-loss keeps the lost journal once, and nothing else', async () => {
  const host = await tutorialHost();
  const file = join(host.state, 'journal.ndjson');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"seq"(?=[^\n]*\n$)/, '"sep"'));
  const lost = readFileSync(file);
  // Where it was killed: the old journal has its second name, the new one has not replaced it.
  const kept = 'journal.lost-20260101T120000.000Z';
  linkSync(file, join(host.state, kept));
  writeFileSync(join(host.state, '.journal.ndjson.vpcctl-4711'), '');
  const before = host.files();
  expect(await json(host, journalAcceptLossOutputSchema, 'journal', 'accept-loss')).toMatchObject({
    kept: join(host.state, kept),
  });
  expect(readFileSync(join(host.state, kept))).toEqual(lost);
  expect(host.files()).toEqual(before?.filter((name) => !name.endsWith('-4711')));
});
