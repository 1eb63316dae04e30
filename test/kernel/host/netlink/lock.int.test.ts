import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
});
afterAll(() => host.stop());

const tryLock = (file: string) => host.ask(z.boolean(), { do: 'netlink', ask: 'tryLock', file });
const program = async (file: string) =>
  (await host.lab.shell(`flock --nonblock ${file} true`)).exitCode === 0;

it('a lock taken in this process keeps programs out, and the other way round', async () => {
  expect(await program('/run/first')).toBe(true);
  expect(await tryLock('/run/first')).toBe(true);
  expect(await program('/run/first')).toBe(false);
  // Another open file has another lock, though it is the same process.
  expect(await tryLock('/run/first')).toBe(false);
  const holder = host.lab.start('flock', ['--no-fork', '/run/second', 'sleep', '600']);
  await host.shell('while flock --nonblock /run/second true; do :; done');
  expect(await tryLock('/run/second')).toBe(false);
  await holder.stop();
  expect(await tryLock('/run/second')).toBe(true);
});
