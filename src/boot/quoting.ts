/** Words in unit files. Pure. */

/**
 * A value of several words in a unit file (systemd.syntax(7), "Quoting"; systemd.unit(5),
 * "Specifiers").
 */
export function quote(word: string): string {
  const escaped = [...word.replaceAll('%', '%%')].map((character) => {
    if (character === '\\' || character === '"') return `\\${character}`;
    const isControl = character < ' ' || character === '\u007f';
    return isControl ? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}` : character;
  });
  return `"${escaped.join('')}"`;
}

/**
 * An argument of a program, where a dollar sign starts a variable (systemd.service(5), "Command
 * lines").
 */
export function quoteArgument(word: string): string {
  return quote(word.replaceAll('$', '$$$$'));
}

/** The word that {@link quote} wrote, without the quotation marks. */
export function unquote(word: string): string {
  return word
    .replaceAll(/\\x([0-9a-f]{2})|\\(.)/g, (_, hex: string | undefined, character = '') =>
      hex === undefined ? character : String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replaceAll('%%', '%');
}
