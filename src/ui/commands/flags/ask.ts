import { createInterface } from 'node:readline';
import { inputError } from '@vpcctl/sdk';
import type { CommandOutput } from '@vpcctl/sdk/command';

/** Where a question is asked, and where its answer is typed. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Whether a user sees a question there and can answer it. */
export function canAsk({ input, output }: Terminal): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Asks whether to go on; the end of the input is a no. */
export function isAgreed({ input, output }: Terminal): Promise<boolean> {
  // The terminal itself shows what is typed, and Ctrl-C ends vpcctl as usual.
  const asking = createInterface({ input, output, terminal: false });
  return new Promise((resolve) => {
    asking.once('close', () => resolve(false));
    asking.question('Go on? [y/N] ', (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      asking.close();
    });
  });
}

/**
 * Says what a command is about to do, and asks whether to go on.
 * @param what a sentence without its end: `This deletes 2 VPCs: a, b`
 * @throws VpcctlError `YES_MISSING` where nobody can be asked, `NOT_AGREED`
 */
export async function agree(
  output: Pick<CommandOutput, 'note'>,
  what: string,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (!canAsk(terminal)) {
    throw inputError(
      'YES_MISSING',
      `${what}; nobody can be asked whether that is meant`,
      'give --yes, too; --dry-run shows what would be done',
    );
  }
  output.note(what);
  if (await isAgreed(terminal)) return;
  throw inputError('NOT_AGREED', 'nothing was changed', 'answer y to go on, or give --yes');
}
