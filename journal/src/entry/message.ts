/** How long a message may be, in UTF-16 code units. */
export const LONGEST_MESSAGE = 500;

/**
 * One character of a message, as the inside of a character class: no control character but the
 * newline.
 */
const CHARACTER = String.raw`\n\x20-\x7e\xa0-\uffff`;

const HALF_PAIR = /\p{Cs}/u;

const MESSAGE = new RegExp(`^[${CHARACTER}]{1,${LONGEST_MESSAGE}}$`);

/**
 * Whether an entry may have the text as its message: one line or several, at most 500 characters, no
 * white space around it, no control characters and no halves of surrogate pairs. Pure.
 */
export function isMessage(text: string): boolean {
  return MESSAGE.test(text) && text.trim() === text && !HALF_PAIR.test(text);
}
