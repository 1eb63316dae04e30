import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LibraryCommand } from '../../../../src/host/nftables/command.js';
import type { LibraryResult } from '../../../../src/host/nftables/library.js';
import { findLibrary, runInProcess } from '../../../../src/host/nftables/run.js';

const TRANSACTION = '{"nftables":[]}';

/** A library that keeps its commands, and answers each in the same way. */
function library(answer: Partial<LibraryResult>) {
  const commands: LibraryCommand[] = [];
  const run = (command: LibraryCommand) => {
    commands.push(command);
    return { isDone: true, output: '', error: '', ...answer };
  };
  return { commands, run };
}

/** Whether this thread has blocked SIGINT. */
function isBlocked(): boolean {
  const status = readFileSync('/proc/thread-self/status', 'utf8');
  const mask = /^SigBlk:\s*(\w+)$/m.exec(status)?.[1] ?? '';
  return (BigInt(`0x${mask}`) & 2n) !== 0n;
}

describe('a command of nftables', () => {
  it('is run by the library', () => {
    const { commands, run } = library({ output: 'table inet a\n' });
    expect(runInProcess(['-j', 'list', 'tables'], undefined, run)).toBe('table inet a\n');
    expect(commands).toEqual([{ text: 'list tables', flags: 16 }]);
  });

  it('that fails has the code, the message and the hints of a failed program', () => {
    const error = 'internal:0:0-0: Error: Could not process rule: No such file or directory\n\n';
    const { run } = library({ isDone: false, error });
    const transaction = () => runInProcess(['-j', '-f', '-'], TRANSACTION, run);
    expect(transaction).toThrow(
      expect.objectContaining({
        code: 'HOST_OBJECT_MISSING',
        message: 'nft -j -f -: Error: Could not process rule: No such file or directory',
        hints: expect.arrayContaining([expect.stringContaining('modprobe')]),
        failed: expect.objectContaining({ input: TRANSACTION, exitCode: 1 }),
      }),
    );
  });

  it('that fails without a message says how it ended', () => {
    const { run } = library({ isDone: false });
    expect(() => runInProcess(['list', 'tables'], undefined, run)).toThrow(
      'nft list tables: exit code 1',
    );
  });

  it('is left to the program where there is no library, or for an option it does not know', () => {
    expect(runInProcess(['list', 'tables'], undefined, null)).toBeNull();
    const { commands, run } = library({});
    expect(runInProcess(['-a', 'list', 'tables'], undefined, run)).toBeNull();
    expect(commands).toEqual([]);
  });
});

describe('signals', () => {
  it('wait for the end of a command, also of one that throws', () => {
    const masks: boolean[] = [isBlocked()];
    const watch = () => {
      masks.push(isBlocked());
      return { isDone: true, output: '', error: '' };
    };
    const fail = () => {
      watch();
      throw new Error('a failure');
    };
    runInProcess(['list', 'tables'], undefined, watch);
    masks.push(isBlocked());
    expect(() => runInProcess(['list', 'tables'], undefined, fail)).toThrow('a failure');
    expect([...masks, isBlocked()]).toEqual([false, true, false, true, false]);
  });
});

describe('libnftables', () => {
  it('is loaded where it is installed, and null elsewhere', () => {
    expect(findLibrary()).toBeTypeOf('function');
    expect(findLibrary('libnftables.so.none')).toBeNull();
    // A library that is no libnftables.
    expect(findLibrary('libm.so.6')).toBeNull();
  });
});
