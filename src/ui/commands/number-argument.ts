import { inputError } from '@vpcctl/sdk';
import { Args } from '@vpcctl/sdk/command';

/** How many changes `command` is for; one where it is left out. */
export function countArgument(command: 'undo' | 'redo') {
  return Args.custom<number>({
    description: 'How many changes; one by default.',
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

/** The number of an entry of the history. */
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

/** A whole number from 1, which is safe; null for any other text. */
function readNumber(text: string): number | null {
  return /^0*[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

function refuse(code: string, message: string, hint: string): never {
  throw inputError(code, message, hint);
}
