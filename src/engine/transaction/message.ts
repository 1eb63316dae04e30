import { isMessage, LONGEST_MESSAGE } from '@vpcctl/journal';
import { inputError } from '@vpcctl/sdk';

/**
 * The text of `--message` as an entry records it: without white space around it. Undefined where
 * there is none.
 * @throws VpcctlError `MESSAGE_INVALID`
 */
export function readMessage(text: string | undefined): string | undefined {
  // A plugin of an older SDK may have a flag of that name which is something else.
  if (typeof text !== 'string') return undefined;
  const message = text.replaceAll('\r\n', '\n').trim();
  if (isMessage(message)) return message;
  const hint = `one line or several, at most ${LONGEST_MESSAGE} characters: -m 'the shop moves in'`;
  throw inputError('MESSAGE_INVALID', `the text of --message ${whyNot(message)}`, hint);
}

function whyNot(message: string): string {
  if (message === '') return 'is empty';
  if (message.length > LONGEST_MESSAGE) return `has ${message.length} characters`;
  return 'has characters that control a terminal, or are no text';
}
