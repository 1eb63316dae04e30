import '../../support/cli/plain.js';
import { inputError, VpcctlError } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandNotFound } from '../../../src/ui/errors/command-not-found.js';
import { describeError, renderError } from '../../../src/ui/errors/error.js';
import { printFailure } from '../../../src/ui/errors/failure.js';
import { printable, printableLine } from '../../../src/ui/text/text.js';
import { CHECKOUT } from '../../support/checkout.js';
import { refusal } from '../../support/features/given.js';

/** What oclif's parser throws. */
function usageError(message: string, rest: object = {}): Error {
  return Object.assign(new Error(`${message}\nSee more help with --help`), {
    oclif: { exit: 2 },
    ...rest,
  });
}

describe('describing an error', () => {
  it('of vpcctl keeps its code, message, hints and exit code', () => {
    const error = new VpcctlError('it is so', { code: 'X', category: 'journal', hints: ['do y'] });
    expect(describeError(error)).toEqual({
      code: 'X',
      message: 'it is so',
      hints: ['do y'],
      exitCode: 4,
    });
  });

  it('of too many open files says how to raise the limit', () => {
    const error = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    expect(describeError(error)).toEqual({
      code: 'HOST_OPEN_FILES_LIMIT',
      message: 'EMFILE: too many open files',
      hints: ['raise the limit of open files: ulimit -n 1024'],
      exitCode: 3,
    });
  });

  it("of oclif's parser is a wrong usage", () => {
    expect(describeError(usageError('something of oclif'))).toEqual({
      code: 'USAGE',
      message: 'something of oclif',
      hints: ['see --help'],
      exitCode: 2,
    });
  });

  it('of a missing argument names the argument, and says nothing of flags', () => {
    const error = usageError('Missing 1 required arg:\n\nNote: --check allows multiple values.', {
      args: [{ name: 'cidr', description: 'Its IPv4 network: 10.0.0.0/16.' }],
    });
    expect(describeError(error)).toMatchObject({
      message: 'missing argument CIDR',
      hints: ['CIDR: Its IPv4 network: 10.0.0.0/16.', 'see --help'],
    });
  });

  it.each([
    ['Nonexistent flag: --jsn', 'unknown flag --jsn'],
    ['Unexpected argument: vpc2', 'unexpected argument vpc2'],
    ['Flag --interface expects a value', '--interface needs a value'],
    [
      'Expected --type=open to be one of: public, private',
      '--type must be one of public, private, not open',
    ],
    [
      'Parsing --count \n\tExpected an integer greater than or equal to 1 but received: 0',
      '--count must be a whole number, greater than or equal to 1, not 0',
    ],
    [
      'Parsing --pid \n\tExpected an integer but received: x',
      '--pid must be a whole number, not x',
    ],
    [
      'The following error occurred:\n  Exactly one of the following must be provided: --netns, --pid',
      'give exactly one of --netns, --pid',
    ],
    [
      'The following errors occurred:\n  \u001b[2m--at=7 cannot also be provided when using --probe\u001b[22m\n  All of the following must be provided when using --port: --matrix',
      '--at and --probe cannot be used together\n--port needs --matrix',
    ],
  ])('of oclif is reworded: %j', (theirs, ours) => {
    expect(describeError(usageError(theirs)).message).toBe(ours);
  });

  it('of an argument that is no whole number is a wrong usage, too', () => {
    const error = new Error('Expected an integer but received: x');
    expect(describeError(error)).toMatchObject({ code: 'USAGE', exitCode: 2 });
  });

  it('of an unknown flag names the one that was probably meant', () => {
    const parse = { input: { flags: { interface: {}, json: {} } } };
    const error = usageError('Nonexistent flags: --inteface, -q', {
      flags: ['--inteface', '--qqqqqqqq'],
      parse,
    });
    expect(describeError(error).hints).toEqual(['did you mean --interface?', 'see --help']);
  });

  it.each([new TypeError('x is not a function'), 'a string', undefined, null, new Error('')])(
    'that is unexpected (%s) says how to find out more',
    (thrown) => {
      const described = describeError(thrown);
      expect(described).toMatchObject({ code: 'UNEXPECTED', exitCode: 1 });
      expect(described.message).not.toBe('');
      expect(described.hints.join()).toContain('--log-level debug');
    },
  );
});

describe('rendering an error', () => {
  it('prints the message, then the hints', () => {
    const described = describeError(inputError('X', 'it is so', 'do y', 'or z'));
    expect(renderError(described)).toBe('error: it is so\n  → do y\n  → or z');
  });

  it('replaces control characters, so that a terminal obeys nothing', () => {
    const attack = 'a\u001b]0;title\u0007\u001b[2J\u009b31m\u007f\r\tb\nc';
    expect(printable(attack)).toBe('a\ufffd]0;title\ufffd\ufffd[2J\ufffd31m\ufffd\ufffd\ufffdb\nc');
    expect(printableLine('a\nb')).toBe('a\ufffdb');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, hint) => {
        const text = renderError(describeError(inputError('X', message, hint)));
        expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });

  it('keeps printable text of any script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        if (!/\p{Cc}/u.test(text)) expect(printable(text)).toBe(text);
      }),
    );
  });
});

describe('printing a failure', () => {
  const written = { out: '', err: '' };
  const exitCode = process.exitCode;
  beforeEach(() => {
    written.out = '';
    written.err = '';
    process.exitCode = undefined;
    vi.stubEnv('VPCCTL_LOG_LEVEL', undefined);
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.out += text;
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.err += text;
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = exitCode;
  });

  const unknown = inputError('VPC_UNKNOWN', 'VPC "x" does not exist', 'there is: y');

  it('goes to standard error, once', async () => {
    await printFailure(unknown, ['show', 'x']);
    expect(written).toEqual({
      out: '',
      err: 'error: VPC "x" does not exist\n  → there is: y\n',
    });
    expect(process.exitCode).toBe(2);
  });

  it('with --json goes to standard output, with the same exit code', async () => {
    await printFailure(unknown, ['show', 'x', '--json']);
    expect(written.err).toBe('');
    expect(JSON.parse(written.out)).toEqual({
      error: {
        code: 'VPC_UNKNOWN',
        message: 'VPC "x" does not exist',
        hints: ['there is: y'],
        exitCode: 2,
      },
    });
    expect(process.exitCode).toBe(2);
  });

  it("takes a --json behind two dashes for the command's own", async () => {
    await printFailure(unknown, ['exec', 'vpc1', 'a', '--', 'ip', '--json']);
    expect(written.out).toBe('');
  });

  it('keeps the exit code that a signal has set', async () => {
    process.exitCode = 130;
    await printFailure(unknown, ['--json']);
    expect(process.exitCode).toBe(130);
    expect(JSON.parse(written.out)).toMatchObject({ error: { exitCode: 130 } });
  });

  it('shows stacks only at log level debug', async () => {
    const error = new Error('outer', { cause: new Error('inner') });
    for (const args of [
      ['list', '--log-level', 'debug'],
      ['list', '--log-level=debug'],
    ]) {
      written.err = '';
      await printFailure(error, args);
      expect(written.err).toMatch(/^Error: inner\n.*at [\s\S]*reported as: Error: outer\n.*at /m);
    }
    for (const args of [
      ['list', '--log-level', 'info'],
      ['debug'],
      ['exec', '--', '--log-level=debug'],
    ]) {
      written.err = '';
      await printFailure(error, args);
      expect(written.err, args.join(' ')).not.toContain('    at ');
    }
  });

  it('of help for an unknown command names the one that was probably meant', async () => {
    await printFailure(new Error('Command lst not found.'), ['help', 'lst'], CHECKOUT);
    expect(written.err).toContain('the command "lst" does not exist');
    expect(written.err).toContain('did you mean list?');
    expect(process.exitCode).toBe(2);
  });

  it('prints nothing when oclif only ends the program', async () => {
    const end = Object.assign(new Error('EEXIT: 0'), { code: 'EEXIT', oclif: { exit: 0 } });
    await printFailure(end, ['--help']);
    expect(written).toEqual({ out: '', err: '' });
    expect(process.exitCode).toBe(0);
  });
});

describe('a command that does not exist', () => {
  it('is refused with the command that was probably meant', async () => {
    const commands = [{ id: 'create-vpc' }, { id: 'list' }, { id: 'secret', hidden: true }];
    const config: unknown = { commands };
    const thrown = await Promise.resolve(
      Reflect.apply(commandNotFound, {}, [{ id: 'creat-vpc', config }]),
    ).catch((error: unknown) => error);
    const error = refusal(() => {
      throw thrown;
    });
    expect(error).toMatchObject({
      code: 'COMMAND_UNKNOWN',
      message: 'the command "creat-vpc" does not exist',
    });
    expect(error.hints.slice(0, 2)).toEqual(['did you mean create-vpc?', 'see vpcctl --help']);
  });
});
