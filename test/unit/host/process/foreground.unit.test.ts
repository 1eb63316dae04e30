import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreparedOptions } from '../../../../src/host/process/foreground.js';

import { CHECKOUT } from '../../../support/checkout.js';

/** A program of its own that calls one of the functions, for they are about the process that calls them. */
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-test-'));
  const { outputFiles } = buildSync({
    entryPoints: [join(CHECKOUT, 'src/host/process/foreground.ts')],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  writeFileSync(join(directory, 'spawn.cjs'), outputFiles[0]?.contents ?? '');
  writeFileSync(
    join(directory, 'main.cjs'),
    `const [, , call, program, ...args] = process.argv;
     const [name, options = '{}'] = call.split(' ');
     require('./spawn.cjs')[name](program, args, JSON.parse(options)).then(
       (result) => process.stdout.write('result ' + JSON.stringify(result) + '\\n'),
       (error) => process.stdout.write('error ' + error.code + '\\n'));`,
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A function, and options for it as JSON. */
type Name = 'spawnInherit' | `spawnPrepared${'' | ` ${string}`}`;

function start(name: Name, ...command: string[]) {
  const child = spawn(process.execPath, [join(directory, 'main.cjs'), name, ...command], {
    // Directories that may not be entered would make "not found" a "permission denied".
    env: { PATH: '/usr/bin:/bin' },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  return { child, output };
}

async function run(name: Name, ...command: string[]) {
  const { child, output } = start(name, ...command);
  child.stdin.end('typed\n');
  await once(child, 'close');
  return output;
}

describe('a program in the foreground', () => {
  it.each([
    ['exit 0', 0],
    ['exit 3', 3],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('passes its exit code on: %s', async (script, code) => {
    expect((await run('spawnInherit', 'sh', '-c', script)).stdout).toBe(`result ${code}\n`);
  });

  it('has our input and outputs', async () => {
    expect(await run('spawnInherit', 'sh', '-c', 'cat; echo no >&2')).toEqual({
      stdout: 'typed\nresult 0\n',
      stderr: 'no\n',
    });
  });

  it('is 127 when there is no such program, and an error when it may not be run', async () => {
    expect((await run('spawnInherit', 'no-such-program')).stdout).toBe('result 127\n');
    const file = join(directory, 'not-executable');
    writeFileSync(file, '');
    expect((await run('spawnInherit', file)).stdout).toBe('error EACCES\n');
  });

  it('is awaited after Ctrl-C, which the terminal sends to it', async () => {
    const script = 'trap "exit 5" USR1; echo up; while :; do sleep 0.05; done';
    const { child, output } = start('spawnInherit', 'sh', '-c', `echo $$; ${script}`);
    while (!output.stdout.includes('up')) await once(child.stdout, 'data');
    child.kill('SIGINT');
    child.kill('SIGQUIT');
    process.kill(Number.parseInt(output.stdout, 10), 'SIGUSR1');
    await once(child, 'close');
    expect(output.stdout).toMatch(/result 5\n$/);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('receives our %s', async (signal) => {
    const script = `trap "echo got; exit 6" ${signal.slice(3)}; echo up; while :; do sleep 0.05; done`;
    const { child, output } = start('spawnInherit', 'sh', '-c', script);
    while (!output.stdout.includes('up')) await once(child.stdout, 'data');
    child.kill(signal);
    await once(child, 'close');
    expect(output.stdout).toBe('up\ngot\nresult 6\n');
  });
});

describe('a program with a preparation', () => {
  const prepared = async (script: string, options: PreparedOptions = {}) => {
    const name = `spawnPrepared ${JSON.stringify(options)}` as const;
    const { stdout, stderr } = await run(name, 'sh', '-c', script);
    const at = stdout.indexOf('result ');
    return { stdout: stdout.slice(0, at), stderr, result: JSON.parse(stdout.slice(at + 7)) };
  };

  it('keeps the output before it is ready, and passes on the later output', async () => {
    const script = 'echo early >&2; exec 2>&4; echo ready >&3; echo late >&2; echo out; exit 3';
    expect(await prepared(script)).toEqual({
      stdout: 'out\n',
      stderr: 'late\n',
      result: { exitCode: 3, ready: true, messages: 'early\n', output: '' },
    });
  });

  it('is never ready when it fails before', async () => {
    expect((await prepared('echo trouble >&2; exit 9')).result).toEqual({
      exitCode: 9,
      ready: false,
      messages: 'trouble\n',
      output: '',
    });
  });

  it('gets an input, and its output is kept, on request', async () => {
    const script = 'echo ready >&3; read -r line; echo "heard $line"';
    // The standard input of the program that calls it.
    expect(await prepared(script, { stdin: 0, capture: true })).toEqual({
      stdout: '',
      stderr: '',
      result: { exitCode: 0, ready: true, messages: '', output: 'heard typed\n' },
    });
  });

  it('may report another exit code than its own', async () => {
    expect((await prepared('echo ready >&3; echo 7 >&3; kill -INT $$')).result).toMatchObject({
      exitCode: 7,
      ready: true,
    });
  });
});
