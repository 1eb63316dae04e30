import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Acquire, type LockOptions, openJournal } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import { bundleScript } from '../../../support/journal/bundle.js';
import { flock } from '../../../support/journal/flock.js';
import { nextOutput, start, temporaryDirectory } from '../../../support/journal/support.js';

/** Takes the lock, has a child inherit it if asked to, says so, and stays until it is killed. */
const HOLDER = `
  import { spawn } from 'node:child_process';
  import { openJournal } from '@vpcctl/journal';
  import { flock } from './flock.js';
  const [directory, inherit] = process.argv.slice(2);
  const lock = await openJournal(directory, { acquire: flock }).lock();
  const child = inherit && spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', lock.inherit] });
  console.log(child ? child.pid : 'locked');
  setInterval(() => {}, 1000);`;

/** Whether the lock is free, as another program sees it. */
function isFree(directory: string): boolean {
  const file = join(directory, 'journal.lock');
  const { status } = spawnSync('flock', ['--nonblock', file, 'true']);
  if (status !== 0 && status !== 1) throw new Error(`flock: ${status}`);
  return status === 0;
}

function opened(acquire: Acquire = flock) {
  const directory = temporaryDirectory();
  return {
    directory,
    lock: (options?: LockOptions) => openJournal(directory, { acquire }).lock(options),
  };
}

it('excludes other holders until it is released, also in this process', async () => {
  const { directory, lock } = opened();
  const first = await lock();
  expect(isFree(directory)).toBe(false);
  const order: string[] = [];
  const second = lock({ onWait: () => order.push('waits') }).then((taken) => {
    order.push('has it');
    return taken;
  });
  await expect.poll(() => order).toEqual(['waits']);
  first.release();
  expect((await second).held).toBe(true);
  expect(order).toEqual(['waits', 'has it']);
  (await second).release();
  expect(isFree(directory)).toBe(true);
});

it('does not report waiting when it is free, however long it takes', async () => {
  const calls: string[] = [];
  const onWait = () => calls.push('waits');
  let taken = () => {};
  const acquire: Acquire = () =>
    new Promise((resolve) => {
      taken = resolve;
    });
  const slow = opened(acquire).lock({ onWait });
  // One that another has, begun later, has said so: an earlier notice would have come before.
  let begin = () => {};
  const contended: Acquire = (_, busy) => {
    busy();
    return new Promise((resolve) => {
      begin = resolve;
    });
  };
  (await opened(contended).lock({ onWait: () => begin() })).release();
  taken();
  (await slow).release();
  expect(calls).toEqual([]);
});

it('is released once, and its descriptor is closed', async () => {
  const { lock } = opened();
  const taken = await lock();
  taken.release();
  expect(taken.held).toBe(false);
  expect(() => fstatSync(Number(taken.inherit))).toThrow('EBADF');
  const reused = openSync('/dev/null', 'r');
  taken.release();
  expect(fstatSync(reused).isCharacterDevice()).toBe(true);
  closeSync(reused);
});

it('can be waited for until the caller aborts', async () => {
  const { directory, lock } = opened();
  const first = await lock();
  const stop = new AbortController();
  const second = lock({ signal: stop.signal, onWait: () => stop.abort() });
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  first.release();
  expect(isFree(directory)).toBe(true);
});

it('is acquired again when its file was deleted meanwhile', async () => {
  const files: number[] = [];
  const directory = temporaryDirectory();
  const acquire: Acquire = async (fd, busy, signal) => {
    await flock(fd, busy, signal);
    files.push(fstatSync(fd).ino);
    if (files.length === 1) rmSync(join(directory, 'journal.lock'));
  };
  const lock = await openJournal(directory, { acquire }).lock();
  expect(files).toHaveLength(2);
  expect(isFree(directory)).toBe(false);
  lock.release();
});

it('is free when its holder is killed', { timeout: 30_000 }, async () => {
  const { directory, lock } = opened();
  const holder = start(process.execPath, [
    await bundleScript(temporaryDirectory(), HOLDER),
    directory,
  ]);
  expect(await nextOutput(holder)).toBe('locked');
  expect(isFree(directory)).toBe(false);
  const waiting = lock({ onWait: () => holder.kill('SIGKILL') });
  (await waiting).release();
  expect(holder.signalCode ?? (await once(holder, 'exit'))[1]).toBe('SIGKILL');
  expect(isFree(directory)).toBe(true);
});

it('is kept by a child of a killed holder that inherited it, until that ends', {
  timeout: 30_000,
}, async () => {
  const { directory, lock } = opened();
  const script = await bundleScript(temporaryDirectory(), HOLDER);
  const holder = start(process.execPath, [script, directory, 'inherit']);
  const child = Number(await nextOutput(holder));
  expect(child).toBeGreaterThan(1);
  try {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(isFree(directory)).toBe(false);
  } finally {
    process.kill(child, 'SIGKILL');
  }
  (await lock()).release();
});
