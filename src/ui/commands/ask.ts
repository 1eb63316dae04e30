import { inputError } from '@vpcctl/sdk';

/**
 * Asks a person to agree. Without a terminal there is nobody to ask.
 * @throws VpcctlError `YES_NEEDED` without a terminal; `DECLINED` where the answer is not yes
 */
export async function askForYes(question: string): Promise<void> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw inputError(
      'YES_NEEDED',
      'there is no terminal on which to ask whether this is right',
      'look at it with --dry-run, then agree in advance: --yes',
    );
  }
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    asking.close();
  }
  throw inputError('DECLINED', 'nothing was changed, since you did not agree');
}
