import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../../src/host/process/run.js';

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
