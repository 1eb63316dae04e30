import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostLab, startHostLab } from '../../support/host/lab.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
});
afterAll(() => host.stop());

const isFree = async () =>
  (await host.lab.shell('flock --nonblock /run/lock-file true')).exitCode === 0;

/** Starts an agent that holds the lock while `script` runs. */
function hold(script: string) {
  const request = { do: 'locked', file: '/run/lock-file', program: 'sh', args: ['-c', script] };
  const line = `echo '${JSON.stringify(request)}' | node ${host.agent}`;
  return host.lab.start('sh', ['-c', line]);
}

describe('the lock', () => {
  it('is held until the last program of a killed vpcctl has ended', async () => {
    await host.shell('mkfifo /run/started /run/end');
    const agent = hold('echo $PPID >/run/started; exec cat /run/end');
    const pid = (await host.shell('cat /run/started')).trim();
    expect(await isFree()).toBe(false);
    await host.shell(`kill -KILL ${pid}; while [ -e /proc/${pid}/exe ]; do :; done`);
    expect(await isFree()).toBe(false);
    await host.shell('echo >/run/end');
    // The program ends by itself now; this waits for it.
    await host.shell('flock /run/lock-file true');
    await agent.stop();
  });

  it('is free again after a command', async () => {
    await host.shell('mkfifo /run/begun');
    const agent = hold('echo >/run/begun');
    await host.shell('cat /run/begun; flock /run/lock-file true');
    expect(await isFree()).toBe(true);
    await agent.stop();
  });
});
