import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../support/host/lab.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
  await host.shell(
    'ip netns add a; ip netns add b; mkfifo /run/ready; touch /run/netns/no-namespace',
  );
});
afterAll(() => host.stop());

const found = z.array(z.object({ pid: z.number(), command: z.string() }));
const processesIn = (namespace: string) => host.ask(found, { do: 'processes', namespace });
const end = (pids: number[]) => host.ask(z.null(), { do: 'end', pids });

/** Starts a shell in a namespace that says when it is there, and sleeps. */
async function start(namespace: string, prelude = ':'): Promise<void> {
  const script = `${prelude}; echo >/run/ready; while :; do sleep 60; done`;
  host.lab.start('ip', ['netns', 'exec', namespace, 'sh', '-c', script]);
  await host.shell('cat /run/ready; until pgrep -x sleep >/dev/null; do :; done');
}

describe('processes in a namespace', () => {
  it('are listed with their commands', async () => {
    await start('a');
    const commands = (await processesIn('a')).map(({ command }) => command);
    expect(commands).toHaveLength(2);
    expect(commands).toContain('sleep 60');
    expect(commands).toContainEqual(expect.stringMatching(/^sh -c :; echo/));
    expect(await processesIn('b')).toEqual([]);
  });

  it('are none where the namespace is missing', async () => {
    expect(await processesIn('none')).toEqual([]);
    expect(await processesIn('no-namespace')).toEqual([]);
  });

  it('end by SIGTERM', async () => {
    await end((await processesIn('a')).map(({ pid }) => pid));
    expect(await processesIn('a')).toEqual([]);
  });

  it('are killed when they ignore SIGTERM; processes that have ended are skipped', async () => {
    await start('b', 'trap "" TERM');
    const pids = (await processesIn('b')).map(({ pid }) => pid);
    await end([...pids, 4194304]);
    expect(await processesIn('b')).toEqual([]);
  });
});
