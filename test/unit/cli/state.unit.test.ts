import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appliedDraft, changeDraft, openJournal } from '@vpcctl/journal';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { ok, refused } from '../../support/cli/vpcctl.js';

let host: TestHost;
let listed: string;
let snapshot: string;
let journalFile: string;
beforeAll(async () => {
  host = await tutorialHost();
  listed = await ok(host, 'list');
  snapshot = join(host.state, 'vpcs.json');
  journalFile = join(host.state, 'journal.ndjson');
});

const read = (file: string) => readFileSync(file, 'utf8');

describe('the snapshot, vpcs.json, is only a cache', () => {
  it('holds the state', () => {
    expect(JSON.parse(read(snapshot))).toMatchObject({
      state: { vpc: { vpc1: { cidr: '10.0.0.0/16' }, vpc2: {} }, subnet: { 'vpc1/public': {} } },
    });
  });

  it.each([
    ['gone', null],
    ['empty', ''],
    ['not JSON', '{'],
    ['of another kind', '{"vpcs": {"vpc1": {"cidr": "10.9.0.0/16"}}}'],
  ])('%s does not change the state', async (_, text) => {
    if (text === null) rmSync(snapshot);
    else writeFileSync(snapshot, text);
    expect(await ok(host, 'list')).toBe(listed);
  });

  it('is rewritten by the next command', async () => {
    rmSync(snapshot, { force: true });
    await ok(host, 'peer', 'vpc1', 'vpc2');
    await ok(host, 'unpeer', 'vpc1', 'vpc2');
    expect(read(snapshot)).toContain('10.0.0.0/16');
    expect(await ok(host, 'list')).toBe(listed);
  });

  it('is ignored after an edit, by reading and changing commands', async () => {
    const edited = read(snapshot).replaceAll('10.0.2.', '10.0.9.');
    expect(edited).toContain('10.0.9.0/24');
    writeFileSync(snapshot, edited);
    expect(await ok(host, 'list')).toBe(listed);
    const { message } = await refused(host, 'add-subnet vpc1 more 10.0.2.0/25'.split(' '));
    expect(message).toContain('10.0.2.0/25 overlaps subnet private (10.0.2.0/24)');
  });

  it('does not make a command fail if it cannot be written', async () => {
    rmSync(snapshot, { force: true });
    mkdirSync(snapshot);
    await ok(host, 'peer', 'vpc1', 'vpc2');
    expect(await ok(host, 'show', 'vpc1')).toContain('peer vpc2');
    rmdirSync(snapshot);
    await ok(host, 'unpeer', 'vpc1', 'vpc2');
  });
});

describe('the journal', () => {
  let whole: string;
  beforeEach(() => {
    whole = host.journal() ?? '';
  });

  it('with damage is refused with the line, and nothing is changed', async () => {
    const resources = host.resources();
    const lines = whole.split('\n');
    const damaged = lines.with(2, (lines[2] ?? '').replace('10.0.1.0/24', '10.0.3.0/24'));
    expect(damaged).not.toEqual(lines);
    writeFileSync(journalFile, damaged.join('\n'));
    rmSync(snapshot, { force: true });
    for (const line of ['list', 'history', 'delete-vpc vpc1', 'exec vpc1 public -- true']) {
      const refusal = await refused(host, line.split(' '));
      expect(refusal).toMatchObject({ exitCode: 4, code: 'JOURNAL_DAMAGED' });
      expect(refusal.message).toContain('damaged at line 3');
      expect(refusal.hints[0]).toContain(`sed -n 3p ${journalFile}`);
    }
    expect(host.journal()).toBe(damaged.join('\n'));
    expect(host.resources()).toEqual(resources);
    writeFileSync(journalFile, whole);
    expect(await ok(host, 'list')).toBe(listed);
  });

  it('with a torn last line, as after a crash, is readable; the next change cuts the line off and says so', async () => {
    writeFileSync(journalFile, `${whole}{"seq":12345,"id":"torn`);
    expect(await ok(host, 'list')).toBe(listed);
    const { exitCode, stderr } = await host.vpcctl('peer', 'vpc1', 'vpc2');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^the last line of the journal was incomplete; its 23 bytes are kept in .*journal\.torn-/,
      ),
    });
    const kept = host.files()?.find((name) => name.startsWith('journal.torn-'));
    expect(read(join(host.state, String(kept)))).toBe('{"seq":12345,"id":"torn');
    expect(host.journal()?.slice(0, whole.length)).toBe(whole);
    await ok(host, 'unpeer', 'vpc1', 'vpc2');
  });

  it('with events of a plugin that is not installed is shown, and changed around them', async () => {
    // What the plugin would have written, by this journal's own code.
    const journal = openJournal(host.state, { acquire: async () => {} });
    const lock = await journal.lock();
    const actor = { uid: 0, user: 'root', pid: 1, argv: ['vpcctl', 'conjure'] };
    const { end } = await journal.read();
    const plugin = { name: 'vpcctl-magic', version: '2.0.0', source: '/srv/my plugins/magic.tgz' };
    const data = { hat: { at: 'vpc1/public' } };
    const draft = changeDraft([{ type: 'magic.conjure', v: 1, data, plugin }], actor);
    const { position } = await journal.append(lock, end, draft);
    await journal.append(lock, position, appliedDraft(actor));
    lock.release();

    const install = "vpcctl plugins install '/srv/my plugins/magic.tgz'";
    const notice =
      /^plugin not installed: vpcctl-magic 2\.0\.0 \(entry \d+\); its entries are kept and not applied\. More: vpcctl status\n$/;
    expect(await ok(host, 'history')).toContain('magic.conjure (plugin not installed)');
    const reading = ['list', 'show vpc1', 'history', 'reach vpc1/public 10.0.2.1', 'diff 1'];
    for (const line of [...reading, 'replay --dry-run', 'peer vpc1 vpc2']) {
      const { exitCode, stderr } = await host.vpcctl(...line.split(' '));
      expect(stderr, line).toMatch(notice);
      expect(exitCode, line).toBe(0);
    }
    const replayed = await refused(host, ['replay']);
    expect(replayed).toMatchObject({ exitCode: 1, code: 'REPLAY_INCOMPLETE' });
    expect(replayed.hints).toContain(`install it again: ${install}`);

    const { exitCode, stdout } = await host.vpcctl('status');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`vpcctl-magic 2.0.0 is not installed: entry \\d+ not applied\\n +→ .*${install}`),
    );
    const status = JSON.parse((await host.vpcctl('status', '--json')).stdout);
    expect(statusOutputSchema.strict().parse(status)).toMatchObject({
      ...{ matches: false, changes: [] },
      missingPlugins: [{ name: 'vpcctl-magic', version: '2.0.0', entries: [expect.any(Number)] }],
    });

    const refusal = await refused(host, ['delete-subnet', 'vpc1', 'public']);
    expect(refusal).toMatchObject({ exitCode: 3, code: 'PLUGIN_MISSING' });
    expect(refusal.message).toContain("vpc1/public can't be taken away without vpcctl-magic 2.0.0");
    expect(refusal.hints[0]).toContain(install);
    writeFileSync(journalFile, whole);
  });
});
