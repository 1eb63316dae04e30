/**
 * `word` as one word for a POSIX shell, quoted only where necessary. For display, never to be run.
 */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line that a person can paste into a shell. */
export function commandLine(words: readonly string[]): string {
  return words.map(quote).join(' ');
}
