import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';

const MODULE = JSON.stringify(join(CHECKOUT, 'bin', 'standard-output.js'));

/** Runs a script behind the stand-in for standard output; `shell` may put a program around it. */
function run(script: string, shell = '"$@"') {
  const code = `require(${MODULE}).install(); ${script}`;
  const { stdout, stderr, status } = spawnSync(
    'sh',
    ['-c', shell, 'sh', process.execPath, '-e', code],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  return { stdout, stderr, status };
}

const LOADED = `process.moduleLoadList.some((name) => name.endsWith('NativeModule stream'))`;

it('what is printed to a pipe needs no stream, and is in order with what does', () => {
  const { stdout, stderr } = run(`
    process.stdout.on('error', () => {});
    process.stdout.write('ä', () => process.stdout.write('e'));
    process.stdout.write('6263', 'hex');
    const before = ${LOADED};
    process.stdout.write(Buffer.from('d'));
    console.error(before, ${LOADED}, process.stdout.isTTY);`);
  expect({ stdout, stderr }).toEqual({ stdout: 'äbcde', stderr: 'false true undefined\n' });
});

it('all of a long text arrives where the reader of a non-blocking pipe is slow', () => {
  const nonBlocking = `python3 -c 'import os, sys
os.set_blocking(1, False)
os.execvp(sys.argv[1], sys.argv[1:])' "$@" | { sleep 0.2; cat; }`;
  const { stdout, stderr } = run(
    `for (let n = 0; n < 4; n += 1) process.stdout.write(String(n).repeat(300_000));`,
    nonBlocking,
  );
  expect(stderr).toBe('');
  expect(stdout).toBe(['0', '1', '2', '3'].map((digit) => digit.repeat(300_000)).join(''));
});

it('listeners hear of an error, also those that listened before the stream was there', () => {
  const { stderr, status } = run(
    `process.stdout.on('error', ({ code }) => console.error('heard', code));
     process.stdout.write('x'.repeat(1_000_000));`,
    '"$@" | true',
  );
  expect({ stderr, status }).toEqual({ stderr: 'heard EPIPE\n', status: 0 });
});

it('a program that replaces the method of writing gets what is printed later', () => {
  const { stdout } = run(`
    const kept = [];
    process.stdout.write = (text) => kept.push(text);
    console.log('caught');
    require('node:fs').writeSync(1, JSON.stringify(kept));`);
  expect(stdout).toBe('["caught\\n"]');
});
