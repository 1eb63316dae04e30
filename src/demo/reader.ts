import { createInterface } from 'node:readline';
import { paintError } from '../ui/text/paint.js';

/**
 * Waits for the reader of the tutorial, who presses Enter. False: the reader typed q, or the input
 * has ended. The terminal stays as it is, so Ctrl-C ends everything as ever.
 */
export async function readerGoesOn(): Promise<boolean> {
  process.stderr.write(paintError.dim('Enter: the next step; q: the end '));
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    const answer = await new Promise<string | null>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(null));
    });
    return answer !== null && !/^\s*q/i.test(answer);
  } finally {
    lines.close();
  }
}
