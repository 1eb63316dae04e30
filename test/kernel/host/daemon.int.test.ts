import type { DaemonOperation } from '@vpcctl/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HostLab, startHostLab } from '../../support/host/lab.js';

/** Puts itself into the background and writes its number to the file that it is told; or fails, as it is told. */
const SCRIPT = `
import os, sys, time
pid_file, how = sys.argv[1:]
if how == "fails": sys.exit("no lamp")
if how == "ends": sys.exit(0)
pid = os.fork()
if pid:
    open(pid_file, "w").write(str(pid) + "\\n")
    os._exit(0)
os.setsid()
time.sleep(1000)
`;
/** Not what PATH leads to: that may be a shell script, which leaves files open. */
const PYTHON = '/usr/bin/python3';
const FILE = '/run/vpcctl/lamp.pid';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
});
afterAll(() => host.stop());

function change(action: 'start' | 'stop', how = 'stays'): DaemonOperation {
  const step = { phase: 'configure', namespace: null, resources: [], why: 'a test' } as const;
  const daemon = { ...step, name: 'lamp', program: PYTHON };
  if (action === 'stop') return { op: 'daemon.stop', ...daemon };
  return { op: 'daemon.start', ...daemon, arguments: ['-c', SCRIPT, FILE, how] };
}

const start = (how?: string) => host.execute([change('start', how)]);
const stop = () => host.execute([change('stop')]);
const daemons = async () =>
  (await host.lab.shell('pgrep -x python3')).stdout.split('\n').filter((line) => line !== '');
const pidFile = () => host.lab.readFile(FILE)?.trim();

describe('a daemon', () => {
  afterEach(stop);

  it('keeps running in its own session, without our open files', async () => {
    await start();
    const pid = pidFile();
    expect(await daemons()).toEqual([pid]);
    expect((await host.shell(`ps -o sid= -p ${pid}`)).trim()).toBe(pid);
    // Files that the caller of the tests has open are not checked: Node closes them only up to 15.
    const open = await host.shell(
      `cd /proc/${pid}/fd; for each in *; do [ $each -gt 15 ] || echo " -> $(readlink $each)"; done`,
    );
    // What it says before it is in the background goes to a file without a name; a real one lets go of that, too.
    expect(open).toMatch(/^( -> \/dev\/null\n){2} -> \S+ \(deleted\)\n$/);
  });

  it('is ended with all of its processes; a second time does nothing', async () => {
    await start();
    await stop();
    expect(await daemons()).toEqual([]);
    expect((await host.lab.shell('ls -d /run/vpcctl')).stdout).toBe('');
    await stop();
  });

  it('replaces the daemon of the same name', async () => {
    await start();
    const first = pidFile();
    await start('stays too');
    expect(pidFile()).not.toBe(first);
    expect(await daemons()).toEqual([pidFile()]);
  });

  it.each([
    ['fails', 'no lamp'],
    ['ends', 'it ended at once'],
  ])('that %s at its start is an error, and leaves nothing', async (how, message) => {
    await expect(start(how)).rejects.toMatchObject({
      code: 'HOST_STEP_FAILED',
      message: expect.stringContaining(message),
    });
    expect((await host.lab.shell('ls -d /run/vpcctl')).stdout).toBe('');
  });

  it('does not start where its program is missing', async () => {
    const missing = { ...change('start'), program: 'no-such-program' };
    await expect(host.execute([missing])).rejects.toMatchObject({ code: 'HOST_PROGRAM_MISSING' });
  });

  it.each([
    ['of another program', 'sleep 1000'],
    ['of the same program without its file', "python3 -c 'import time; time.sleep(1000)' lamp"],
  ])('is not confused with a process %s that has its pid', async (_what, other) => {
    await host.shell(
      `mkdir -p /run/vpcctl; ${other} < /dev/null > /dev/null 2>&1 & echo $! > ${FILE}`,
    );
    const pid = pidFile();
    await stop();
    expect((await host.lab.shell(`kill ${pid}`)).exitCode).toBe(0);
    await host.lab.shell(`while kill -0 ${pid}; do :; done`);
  });
});

it('the name of a daemon is part of its file name', async () => {
  const elsewhere = { ...change('stop'), name: '../../etc/passwd' };
  await expect(host.execute([elsewhere])).rejects.toMatchObject({ code: 'DAEMON_NAME_INVALID' });
});
