import { inputError } from '@vpcctl/sdk';

/** A quoted part, one with a backslash before a character, or plain characters. */
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/y;

/**
 * The words of a command line, quoted as for a shell. Pure.
 * @throws VpcctlError `QUOTE_OPEN`
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line.charAt(at))) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      continue;
    }
    PART.lastIndex = at;
    const part = PART.exec(line);
    if (part === null) {
      throw inputError(
        'QUOTE_OPEN',
        `a quote is not closed in ${JSON.stringify(line)}`,
        "write it as for a shell: 'unpeer vpc1 vpc2'",
      );
    }
    const [whole, single, double, escaped, plain] = part;
    word = `${word ?? ''}${single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? ''}`;
    at += whole.length;
  }
  return word === null ? words : [...words, word];
}
