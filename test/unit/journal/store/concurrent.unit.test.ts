import { once } from 'node:events';
import { openJournal, type Position, START } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import { bundleScript } from '../../../support/journal/bundle.js';
import { start, temporaryDirectory, unlocked } from '../../../support/journal/support.js';

const ENTRIES = 60;

/** Appends entries; before some of them a write is cut short, as by a crash, and repaired. */
const WRITER = `
  import { appendFileSync } from 'node:fs';
  import { openJournal, START } from '@vpcctl/journal';
  import { flock } from './flock.js';
  const [directory, count] = process.argv.slice(2);
  const journal = openJournal(directory, { acquire: flock });
  const actor = { uid: 0, user: 'ada', pid: 7, argv: [] };
  for (let n = 0; n < Number(count); n++) {
    const lock = await journal.lock();
    if (n % 3 === 1) {
      appendFileSync(directory + '/journal.ndjson', '{"seq":' + 'x'.repeat(n * 50));
      await journal.repairTornTail(lock);
    }
    const { end } = await journal.read();
    const data = { long: 'y'.repeat((n % 7) * 900) };
    await journal.append(lock, end, { type: 'change', events: [{ type: 'thing.make', v: 1, data }], actor });
    lock.release();
  }`;

it('a reader beside writers sees a journal that only grows, and never an error', {
  timeout: 30_000,
}, async () => {
  const directory = temporaryDirectory();
  const script = await bundleScript(temporaryDirectory(), WRITER);
  const writers = [1, 2].map(() => start(process.execPath, [script, directory, `${ENTRIES / 2}`]));
  const done = Promise.all(writers.map((writer) => once(writer, 'exit')));
  const journal = openJournal(directory, { acquire: unlocked });
  const ended = new AbortController();
  done.then(() => ended.abort());

  let last: Position = START;
  while (!ended.signal.aborted) {
    const whole = await journal.read();
    expect(whole.end.seq).toBe(whole.entries.length);
    expect(whole.end.seq).toBeGreaterThanOrEqual(last.seq);
    const tail = await journal.read(last);
    expect(tail.end.seq).toBe(last.seq + tail.entries.length);
    last = whole.end;
    await new Promise(setImmediate);
  }
  expect(await done).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await journal.read()).toMatchObject({ end: { seq: ENTRIES }, torn: false });
});
