import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../../src/host/process/run.js';

const node = (script: string, options = {}) =>
  runProgram(process.execPath, ['-e', script], options);

describe('a program', () => {
  it('gets its input as a file and its own environment, and returns its output', async () => {
    const script = `process.stdin.on('data', (text) => process.stdout.write(text + process.env.LC_ALL + process.cwd()))`;
    expect(await node(script, { input: 'änd\n' })).toBe('änd\nC/');
  });

  it('that fails is reported with its own message', async () => {
    await expect(node(`console.error('no way'); process.exitCode = 3`)).rejects.toMatchObject({
      code: 'HOST_STEP_FAILED',
      message: expect.stringContaining('no way'),
    });
  });

  it('that fails without a message is reported with its exit code or signal', async () => {
    await expect(node('process.exitCode = 3')).rejects.toThrow('exit code 3');
    await expect(node(`process.kill(process.pid, 'SIGKILL')`)).rejects.toThrow('SIGKILL');
  });

  it('that is missing is named, and one that is not executable says why', async () => {
    await expect(runProgram('vpcctl-no-such-program', [])).rejects.toMatchObject({
      code: 'HOST_PROGRAM_MISSING',
    });
    await expect(runProgram('/etc/passwd', [])).rejects.toThrow('EACCES');
  });

  it('is ended when its caller aborts', async () => {
    const controller = new AbortController();
    const running = node('setInterval(() => {}, 1000)', { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'HOST_INTERRUPTED' });
    await expect(node('', { signal: controller.signal })).rejects.toMatchObject({
      code: 'HOST_INTERRUPTED',
    });
  });
});
