import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileIn, journalOf, namesIn, STATE } from '../../support/cli/lab-files.js';
import { expectSameHost, settledHost } from '../../support/cli/settled.js';
import { buildTutorial, writeIn } from '../../support/cli/tutorial.js';
import { ok, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

const SNAPSHOT = `${STATE}/vpcs.json`;
const JOURNAL = `${STATE}/journal.ndjson`;

let lab: Lab;
let listed: string;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  listed = await ok(lab, 'list');
});
afterAll(() => lab.stop());

describe('the snapshot, vpcs.json, is only a cache', () => {
  it('holds the state', () => {
    expect(JSON.parse(fileIn(lab, SNAPSHOT) ?? '')).toMatchObject({
      state: { vpc: { vpc1: { cidr: '10.0.0.0/16' }, vpc2: {} }, subnet: { 'vpc1/public': {} } },
    });
  });

  it.each([
    ['gone', null],
    ['empty', ''],
    ['not JSON', '{'],
    ['of another kind', '{"vpcs": {"vpc1": {"cidr": "10.9.0.0/16"}}}'],
  ])('%s: the state is the same', async (_, text) => {
    if (text === null) await lab.run('rm', [SNAPSHOT]);
    else writeIn(lab, SNAPSHOT, text);
    expect(await ok(lab, 'list')).toBe(listed);
  });

  it('is written again by the next command', async () => {
    await lab.run('rm', ['-f', SNAPSHOT]);
    await ok(lab, 'peer', 'vpc1', 'vpc2');
    await ok(lab, 'unpeer', 'vpc1', 'vpc2');
    expect(fileIn(lab, SNAPSHOT)).toContain('10.0.0.0/16');
    expect(await ok(lab, 'list')).toBe(listed);
  });

  it('edited: what it then says does not count, for commands that change something neither', async () => {
    const edited = (fileIn(lab, SNAPSHOT) ?? '').replaceAll('10.0.2.', '10.0.9.');
    expect(edited).toContain('10.0.9.0/24');
    writeIn(lab, SNAPSHOT, edited);
    expect(await ok(lab, 'list')).toBe(listed);
    const { message } = await refused(lab, 'add-subnet vpc1 more 10.0.2.0/25'.split(' '));
    expect(message).toContain('10.0.2.0/25 overlaps subnet private (10.0.2.0/24)');
  });

  it('that cannot be written is no failure', async () => {
    await lab.run('rm', ['-f', SNAPSHOT]);
    await lab.run('mkdir', [SNAPSHOT]);
    await ok(lab, 'peer', 'vpc1', 'vpc2');
    expect(await ok(lab, 'show', 'vpc1')).toContain('peer vpc2');
    await lab.run('rmdir', [SNAPSHOT]);
    await ok(lab, 'unpeer', 'vpc1', 'vpc2');
  });
});

describe('the journal', () => {
  let whole: string;
  beforeEach(() => {
    whole = journalOf(lab) ?? '';
  });

  it('damaged: nothing is guessed or done, and the line is named', async () => {
    const host = await settledHost(lab);
    const lines = whole.split('\n');
    const damaged = lines.with(2, (lines[2] ?? '').replace('10.0.1.0/24', '10.0.3.0/24'));
    expect(damaged).not.toEqual(lines);
    writeIn(lab, JOURNAL, damaged.join('\n'));
    await lab.run('rm', ['-f', SNAPSHOT]);
    for (const line of ['list', 'history', 'delete-vpc vpc1', 'exec vpc1 public -- true']) {
      const refusal = await refused(lab, line.split(' '));
      expect(refusal).toMatchObject({ exitCode: 4, code: 'JOURNAL_DAMAGED' });
      expect(refusal.message).toContain('damaged at line 3');
      expect(refusal.hints[0]).toContain(`sed -n 3p ${JOURNAL}`);
    }
    expect(journalOf(lab)).toBe(damaged.join('\n'));
    await expectSameHost(lab, host);
    writeIn(lab, JOURNAL, whole);
    expect(await ok(lab, 'list')).toBe(listed);
  });

  it('with a torn last line, as a crash leaves it: reading passes over it, the next command cuts it off and says so', async () => {
    writeIn(lab, JOURNAL, `${whole}{"seq":12345,"id":"torn`);
    expect(await ok(lab, 'list')).toBe(listed);
    const { exitCode, stderr } = await lab.vpcctl('peer', 'vpc1', 'vpc2');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^the last line of the journal was incomplete; its 23 bytes are kept in .*journal\.torn-/,
      ),
    });
    const kept = namesIn(lab, STATE)?.find((name) => name.startsWith('journal.torn-'));
    expect(fileIn(lab, `${STATE}/${kept}`)).toBe('{"seq":12345,"id":"torn');
    expect(journalOf(lab)?.slice(0, whole.length)).toBe(whole);
    await ok(lab, 'unpeer', 'vpc1', 'vpc2');
  });

  it('with intents of a plugin that is not installed: shown, and nothing is changed', async () => {
    // What the plugin would have written, by this journal's own code.
    const { openJournal } = await import('@vpcctl/journal');
    const { outside } = await import('../../support/cli/lab-files.js');
    const journal = openJournal(outside(lab, STATE), { acquire: async () => {} });
    const lock = await journal.lock();
    const actor = { uid: 0, user: 'root', pid: 1, argv: ['vpcctl', 'conjure'] };
    const { end } = await journal.read();
    const draft = { type: 'magic.conjure', v: 1, data: { rabbits: 1 }, actor };
    const { position } = await journal.append(lock, end, draft);
    const { appliedDraft } = await import('@vpcctl/journal');
    await journal.append(lock, position, appliedDraft(actor));
    lock.release();

    expect(await ok(lab, 'list')).toBe(listed);
    expect(await ok(lab, 'history')).toContain('magic.conjure (plugin not installed)');
    const refusal = await refused(lab, ['peer', 'vpc1', 'vpc2']);
    expect(refusal).toMatchObject({ exitCode: 3, code: 'PLUGIN_MISSING' });
    expect(refusal.message).toContain('magic.conjure');
    expect(refusal.hints[0]).toContain('vpcctl plugins install');
    writeIn(lab, JOURNAL, whole);
  });
});
