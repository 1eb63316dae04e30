import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readIn, runIn, startIn } from '@vpcctl/sdk/lab';
import type { Lab } from '../lab/harness.js';
import { removeCgroups } from './cgroups.js';
import { powerOn, type Running } from './power.js';

/** The exit code of systemd-nspawn whose host restarts: it asks to be started again. */
const REBOOTED = 133;

/** A host that boots with systemd. While it runs, tests use it like a lab. */
export interface BootHost extends Lab {
  /** Starts it, and waits until all of its services have started or failed. */
  boot(): Promise<void>;
  /** Restarts it in an orderly way, and waits as `boot` does. */
  reboot(): Promise<void>;
  /** Cuts its power: all its processes stop at once. Data that was written to its disk stays. */
  powerCut(): Promise<void>;
}

/**
 * Makes a host whose disk is an overlay on `root`. `install` writes files to the disk, by a
 * directory that stands for the host's `/`. The host has a network of its own; its disk exists
 * until `stop()`.
 */
export async function createBootHost(
  root: string,
  install: (disk: string) => Promise<void>,
): Promise<BootHost> {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-boot-'));
  const disk = join(directory, 'disk');
  for (const name of ['disk', 'work', 'root']) mkdirSync(join(directory, name));
  let running: Running | null = null;
  const pid = () => {
    if (running === null) throw new Error('the host is not running');
    return running.pid;
  };
  const boot = async () => {
    running = await powerOn(directory, root);
  };
  const powerCut = async () => {
    process.kill(pid(), 'SIGKILL');
    await running?.ended;
    running = null;
  };
  const remove = () => rmSync(directory, { recursive: true, force: true });
  await install(disk).catch((error: unknown) => {
    remove();
    throw error;
  });
  return {
    user: 'root',
    get pid() {
      return pid();
    },
    packageRoot: '/usr/local/lib/node_modules/vpcctl',
    run: (program, args = [], options = {}) => runIn(pid(), program, args, options),
    shell: (line, options = {}) => runIn(pid(), 'bash', ['-c', line], options),
    internet: (program, args = [], options = {}) =>
      runIn(pid(), 'nsenter', ['--net=/run/internet', program, ...args], options),
    readFile: (path) => readIn(pid(), path),
    start: (program, args = [], options = {}) => startIn(pid(), program, args, options),
    vpcctl: (...args) => runIn(pid(), 'vpcctl', args, {}),
    vpcctlWith: (options, ...args) => runIn(pid(), 'vpcctl', args, options),
    boot,
    powerCut,
    reboot: async () => {
      await runIn(pid(), 'systemctl', ['reboot'], {});
      const code = await running?.ended;
      running = null;
      if (code !== REBOOTED) throw new Error(`it ended with ${code} instead of restarting`);
      await boot();
    },
    stop: async () => {
      if (running !== null) await powerCut();
      await removeCgroups(basename(directory));
      remove();
    },
  };
}
