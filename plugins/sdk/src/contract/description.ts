/**
 * A description as the comment of a packet filter's rule: at most `maxBytes` bytes of UTF-8, cut at
 * the end of a character. Characters that packet filters refuse, or that would end the line, become
 * spaces (control characters, line ends, halves of a surrogate pair). May be empty. Pure.
 */
export function plainDescription(description: string | null, maxBytes: number): string {
  const clean = (description ?? '').replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ').trim();
  let text = '';
  let bytes = 0;
  for (const character of clean) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    text += character;
  }
  return text;
}

/** A number with its noun: `1 rule`, `3 rules`, `2 policies`. Pure. */
export function countOf(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
