import { JournalError } from '@vpcctl/journal';
import {
  type ErrorCategory,
  EXIT_CODES,
  inputError,
  isVpcctlError,
  VpcctlError,
} from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';

describe('an error', () => {
  it('of wrong input has its code, its hints, and exit code 2', () => {
    const error = inputError('VPC_UNKNOWN', 'VPC "x" does not exist', 'try y', 'or z');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'VpcctlError',
      code: 'VPC_UNKNOWN',
      category: 'input',
      message: 'VPC "x" does not exist',
      hints: ['try y', 'or z'],
      exitCode: 2,
    });
    expect(error.cause).toBeUndefined();
  });

  it('exits with the code of its category', () => {
    const exits: Record<ErrorCategory, number> = {
      host: 1,
      internal: 1,
      input: 2,
      environment: 3,
      journal: 4,
    };
    expect(EXIT_CODES).toEqual(exits);
    for (const category of ['host', 'internal', 'input', 'environment', 'journal'] as const) {
      expect(new VpcctlError('', { code: 'X', category }).exitCode).toBe(exits[category]);
    }
  });

  it('keeps its cause, and has no hints unless it is given some', () => {
    const cause = new Error('why');
    const error = new VpcctlError('what', { code: 'X', category: 'host', cause });
    expect(error.cause).toBe(cause);
    expect(error.hints).toEqual([]);
  });
});

describe('being one of ours', () => {
  it('is decided by a mark, since plugins carry copies of the class', () => {
    const copy = Object.assign(new Error('x'), { [Symbol.for('vpcctl.error')]: true });
    expect(isVpcctlError(copy)).toBe(true);
    expect(isVpcctlError(inputError('X', 'x'))).toBe(true);
  });

  it("is true of the journal's errors, which exit as ours do", () => {
    for (const category of ['journal', 'environment', 'internal'] as const) {
      const error = new JournalError('x', { code: 'X', category, hints: ['y'] });
      expect(isVpcctlError(error)).toBe(true);
      expect(error).toMatchObject({ hints: ['y'], exitCode: EXIT_CODES[category] });
    }
  });

  it.each([new Error('x'), null, undefined, 'x', { [Symbol.for('vpcctl.error')]: true }])(
    'is not true of %s',
    (value) => {
      expect(isVpcctlError(value)).toBe(false);
    },
  );
});
