import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tryLock, waitForLock } from '../../../../src/host/netlink/lock.js';
import { newMemoryDirectory } from '../../../support/directories.js';

const file = () => join(newMemoryDirectory('vpcctl-lock-'), 'lock');

it('waits until the lock is released, and says once that it waits', async () => {
  const path = file();
  const [first, second] = [openSync(path, 'a'), openSync(path, 'a')];
  expect(tryLock(first)).toBe(true);
  let calls = 0;
  await waitForLock(second, () => {
    calls += 1;
    closeSync(first);
  });
  expect(calls).toBe(1);
  expect(tryLock(second)).toBe(true);
  closeSync(second);
});

it('says nothing where the lock is free', async () => {
  const descriptor = openSync(file(), 'a');
  await waitForLock(descriptor, () => expect.unreachable());
  closeSync(descriptor);
});

it('ends the wait with its signal', async () => {
  const path = file();
  const [first, second] = [openSync(path, 'a'), openSync(path, 'a')];
  tryLock(first);
  const stop = new AbortController();
  const waiting = waitForLock(second, () => stop.abort(), stop.signal);
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  closeSync(first);
  closeSync(second);
});

it('names the call that failed', () => {
  expect(() => tryLock(-1)).toThrow('flock: EBADF');
});
