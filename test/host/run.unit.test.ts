import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../src/host/run.js';

const node = (script: string, options = {}) =>
  runProgram(process.execPath, ['-e', script], options);

describe('a program', () => {
  it('gets its input as a file, its own environment, and gives what it wrote', async () => {
    const script = `process.stdin.on('data', (text) => process.stdout.write(text + process.env.LC_ALL + process.cwd()))`;
    expect(await node(script, { input: 'änd\n' })).toBe('änd\nC/');
  });

  it('that fails says so in its own words', async () => {
    await expect(node(`console.error('no way'); process.exitCode = 3`)).rejects.toMatchObject({
      code: 'HOST_STEP_FAILED',
      message: expect.stringContaining('no way'),
    });
  });

  it('that says nothing and fails is told of by its end', async () => {
    await expect(node('process.exitCode = 3')).rejects.toThrow('exit code 3');
    await expect(node(`process.kill(process.pid, 'SIGKILL')`)).rejects.toThrow('SIGKILL');
  });

  it('that is not there is named, and one that may not be run says why', async () => {
    await expect(runProgram('vpcctl-no-such-program', [])).rejects.toMatchObject({
      code: 'HOST_PROGRAM_MISSING',
    });
    await expect(runProgram('/etc/passwd', [])).rejects.toThrow('EACCES');
  });

  it('ends when its work is not wanted any more', async () => {
    const controller = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'HOST_INTERRUPTED' });
    await expect(node('', { signal: controller.signal })).rejects.toMatchObject({
      code: 'HOST_INTERRUPTED',
    });
  });
});

describe('a process that ends by a signal', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('takes what it runs with it: %s', async (signal) => {
    const { pid, running } = await start();
    running.kill(signal);
    const [, ending] = await once(running, 'exit');
    expect(ending).toBe(signal);
    await gone(pid);
  });
});

/** A process that runs another by `endWithUs`. */
async function start() {
  const module = new URL('../../src/host/end-with-us.ts', import.meta.url).pathname;
  const script = `
    const { spawn } = await import('node:child_process');
    const { endWithUs } = await import(${JSON.stringify(module)});
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    endWithUs(child);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const { buildSync } = await import('esbuild');
  const [bundle] = buildSync({
    stdin: { contents: script, resolveDir: '/' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  }).outputFiles;
  const running = spawn(process.execPath, ['--input-type=module', '-e', bundle?.text ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(running.stdout, 'data');
  return { running, pid: Number(String(line)) };
}

/** Waits until a process has ended; its parent has, so who knows when it is reaped. */
async function gone(pid: number): Promise<void> {
  const file = `/proc/${pid}/stat`;
  const runs = () => existsSync(file) && !/\) Z /.test(readFileSync(file, 'utf8'));
  await expect.poll(runs, { timeout: 5000 }).toBe(false);
}
