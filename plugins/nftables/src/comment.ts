/** What nft takes in a rule's comment (NFTNL_UDATA_COMMENT_MAXLEN). */
const MAX_BYTES = 128;

/**
 * A description as a rule's comment, or null where nothing is left of it: without what would make nft refuse the
 * transaction (NUL, half a surrogate pair) or what would spoil a saved ruleset (quotes, line ends, which its
 * language cannot escape), and cut to 128 bytes at the end of a character.
 */
export function comment(description: string | null): string | null {
  const clean = (description ?? '')
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ')
    .replaceAll('"', "'")
    .trim();
  let text = '';
  let bytes = 0;
  for (const character of clean) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    text += character;
  }
  return text === '' ? null : text;
}
