import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundleScript } from '../../support/journal/bundle.js';
import { temporaryDirectory } from '../../support/journal/support.js';

/** Runs in a mount namespace of its own, with a 64 KiB disk at `directory`; prints what it saw. */
const SCRIPT = `
  import { execFileSync } from 'node:child_process';
  import { readFileSync, readdirSync, rmSync, statSync, writeFileSync, truncateSync } from 'node:fs';
  import { openJournal, START } from '@vpcctl/journal';
  const [directory] = process.argv.slice(2);
  const file = directory + '/state/journal.ndjson';
  const filler = directory + '/filler';
  const journal = openJournal(directory + '/state', { acquire: async () => {} });
  const draft = (size) => ({ type: 'change',
    events: [{ type: 'thing.make', v: 1, data: { long: 'x'.repeat(size) } }],
    actor: { uid: 0, user: 'ada', pid: 7, argv: [] } });
  const report = (error) => ({ code: error.code, exitCode: error.exitCode, message: error.message, hints: error.hints });
  const attempt = (promise) => promise.then(() => null, report);
  const fill = () => { try { writeFileSync(filler, Buffer.alloc(1 << 20)); } catch {} };

  const lock = await journal.lock();
  let { position } = await journal.append(lock, START, draft(10));
  const before = readFileSync(file, 'utf8');
  fill();
  const full = await attempt(journal.append(lock, position, draft(9000)));
  const kept = readFileSync(file, 'utf8') === before && (await journal.confirms(position));

  truncateSync(filler, statSync(filler).size - 8192);
  const torn = before + '{"seq":2' + 'x'.repeat(5000);
  writeFileSync(file, torn);
  fill();
  const repair = await attempt(journal.repairTornTail(lock));
  const stillTorn = readFileSync(file, 'utf8') === torn;

  rmSync(filler);
  const repaired = (await journal.repairTornTail(lock)).bytes;
  ({ position } = await journal.append(lock, position, draft(9000)));
  lock.release();
  const { entries } = await journal.read();

  execFileSync('mount', ['-o', 'remount,bind,ro', directory]);
  const locked = await attempt(journal.lock());
  const reads = (await journal.read()).entries.length;
  console.log(JSON.stringify({ full, kept, repair, stillTorn, repaired, entries: entries.length, locked, reads }));`;

it('a full disk, and a read-only one, do not change the journal', async () => {
  const directory = temporaryDirectory();
  const script = await bundleScript(temporaryDirectory(), SCRIPT);
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const { stdout } = await promisify(execFile)('unshare', [
    ...user,
    '--mount',
    '--propagation=private',
    'sh',
    '-c',
    'mount -t tmpfs -o size=64k lab "$2" && exec "$0" "$1" "$2"',
    process.execPath,
    script,
    directory,
  ]);
  const failed = (reason: string, hint: string) => ({
    code: 'JOURNAL_WRITE_FAILED',
    exitCode: 3,
    message: expect.stringContaining(reason),
    hints: [expect.stringContaining(hint)],
  });
  expect(JSON.parse(stdout)).toEqual({
    full: failed('ENOSPC', 'free some space'),
    kept: true,
    repair: failed('ENOSPC', 'free some space'),
    stillTorn: true,
    repaired: 5008,
    entries: 2,
    locked: failed('EROFS', 'read-only'),
    reads: 2,
  });
});
