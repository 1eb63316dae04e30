import { inputError } from '@vpcctl/sdk';
import { Args } from '@vpcctl/sdk/command';

/** The argument for a number of changes; one by default. */
export function countArgument(command: 'undo' | 'redo') {
  return Args.custom<number>({
    description: 'Number of changes; one by default.',
    ignoreStdin: true,
    parse: async (text) =>
      readNumber(text) ??
      refuse(
        'COUNT_INVALID',
        `${JSON.stringify(text)} is not a number of changes`,
        `the last change: vpcctl ${command}; the last three: vpcctl ${command} 3`,
      ),
  })();
}

/** The argument for the number of an entry. */
export function seqArgument(description: string) {
  return Args.custom<number>({
    description,
    ignoreStdin: true,
    parse: async (text) =>
      readNumber(text) ??
      refuse(
        'ENTRY_INVALID',
        `${JSON.stringify(text)} is not the number of an entry`,
        'vpcctl history shows the numbers, from 1',
      ),
  })({ required: true });
}

/** Reads a whole number from 1, without loss of precision; null for any other text. */
function readNumber(text: string): number | null {
  return /^0*[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

function refuse(code: string, message: string, hint: string): never {
  throw inputError(code, message, hint);
}
