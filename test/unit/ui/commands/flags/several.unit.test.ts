import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { namesToDelete } from '../../../../../src/ui/commands/flags/several.js';

/** Asks about two VPCs, and gives what was read and written. */
async function asked(answer: string, isTTY = true) {
  const streams = { input: new PassThrough(), output: new PassThrough() };
  const terminal = {
    input: Object.assign(streams.input, { isTTY }),
    output: Object.assign(streams.output, { isTTY }),
  };
  const notes: string[] = [];
  const output = { config: {}, log: () => {}, note: (line: string) => notes.push(line) };
  streams.input.end(answer);
  const result = await namesToDelete(
    // Nothing else of a command is used.
    output as never,
    {
      ...{ what: ['VPC', 'VPCs'], named: [], flags: { all: true } },
      all: async () => ['a', 'b'],
    },
    terminal,
  ).catch(({ code }) => code);
  return { result, notes, written: String(streams.output.read() ?? '') };
}

describe('--all on a terminal', () => {
  it.each(['y\n', 'Y\n', 'yes\n', ' y \n'])('deletes all after %j', async (answer) => {
    expect(await asked(answer)).toEqual({
      result: ['a', 'b'],
      notes: ['This deletes 2 VPCs: a, b'],
      written: 'Go on? [y/N] ',
    });
  });

  it.each(['n\n', '\n', '', 'y', 'yy\n', 'no\ny\n'])('deletes nothing after %j', async (answer) => {
    expect((await asked(answer)).result).toBe('NOT_AGREED');
  });

  it('asks nothing where nobody is there', async () => {
    expect(await asked('y\n', false)).toEqual({ result: 'YES_MISSING', notes: [], written: '' });
  });
});
