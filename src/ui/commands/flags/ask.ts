import { createInterface } from 'node:readline';

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
