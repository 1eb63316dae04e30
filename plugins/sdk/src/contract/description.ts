/**
 * A description as the comment of a rule, for a packet filter that takes `maxBytes` of it; empty where nothing is left of
 * it. Without what no packet filter takes or what would end its line (control characters, line ends, half a surrogate
 * pair), and cut at the end of a character. Pure.
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
