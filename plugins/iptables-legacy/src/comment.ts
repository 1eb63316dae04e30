/** What iptables takes in a rule's comment (XT_MAX_COMMENT_LEN is 256, with the zero at the end). */
const MAX_BYTES = 255;

/**
 * A description as a match that says it, or nothing where nothing is left of it: without what would end the line
 * (and half a surrogate pair, which UTF-8 can't say), and cut to 255 bytes at the end of a character.
 */
export function commentMatch(description: string | null): string {
  const clean = (description ?? '').replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ').trim();
  let text = '';
  let bytes = 0;
  for (const character of clean) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    text += character;
  }
  return text === '' ? '' : `-m comment --comment ${quoted(text)}`;
}

/** As iptables-legacy-save prints a word (xtables_save_string), and restore reads it back. */
function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}
