import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { outsideEnvironment } from '../../support/lab/harness.js';

/** The programs a lab is made of, found as the test's own are. */
const PROGRAMS = ['sh', 'mount', 'unshare', 'nsenter', 'setpriv', 'ip', 'env', 'node'];

describe('a lab that cannot be made', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'vpcctl-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Runs a lab with this PATH. */
  async function lab(path: string) {
    const vpcctl = [join(CHECKOUT, 'bin/vpcctl'), 'lab', '--', 'echo', 'in the lab'];
    const { exitCode, stdout, stderr } = await execa(process.execPath, vpcctl, {
      env: { ...outsideEnvironment(), PATH: path },
      extendEnv: false,
      reject: false,
    });
    return { exitCode, stdout, stderr };
  }

  it.each(['unshare', 'setpriv'])(
    'names the missing program %s and its package',
    async (missing) => {
      for (const program of PROGRAMS.filter((name) => name !== missing)) {
        const { stdout } = await execa('which', [program]);
        symlinkSync(stdout, join(directory, program));
      }
      const { exitCode, stderr } = await lab(directory);
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`${missing} is not installed`);
      expect(stderr).toContain('apt install util-linux');
    },
  );

  it('prints the message of the step that failed', async () => {
    writeFileSync(join(directory, 'ip'), '#!/bin/sh\necho "RTNETLINK answers: no" >&2; exit 2\n', {
      mode: 0o755,
    });
    const { exitCode, stdout, stderr } = await lab(`${directory}:${process.env['PATH']}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('the lab could not be set up: RTNETLINK answers: no');
  });

  it('names the setting that forbids namespaces', async () => {
    // In a user namespace of its own, which allows no further ones.
    const script = `
      echo 0 >/proc/sys/user/max_net_namespaces
      exec "$@"`;
    const own = ['--user', '--map-root-user', 'sh', '-c', script, 'sh'];
    const command = [process.execPath, join(CHECKOUT, 'bin/vpcctl'), 'lab', '--', 'true'];
    const { exitCode, stderr } = await execa('unshare', [...own, ...command], {
      env: outsideEnvironment(),
      extendEnv: false,
      reject: false,
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('No space left on device');
  });

  it('refuses a command without two dashes', async () => {
    const { exitCode, stderr } = await execa(
      process.execPath,
      [join(CHECKOUT, 'bin/vpcctl'), 'lab', 'ls', '/'],
      { env: outsideEnvironment(), extendEnv: false, reject: false },
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('vpcctl lab -- ls /');
  });

  it('runs the same script that the sources have', () => {
    expect(readFileSync(join(CHECKOUT, 'dist/lab-init.sh'), 'utf8')).toBe(
      readFileSync(join(CHECKOUT, 'src/lab/init.sh'), 'utf8'),
    );
  });
});
