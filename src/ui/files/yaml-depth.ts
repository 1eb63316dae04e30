import { Lexer } from 'yaml';
import { DEEPEST, type TextFault, TOO_DEEP } from './place.js';

/** Lines such as `%YAML 1.2`; the parser takes very long for many. */
const MOST_DIRECTIVES = 100;
/** A key, its colon and its value each begin at a column. */
const MOST_COLUMNS = DEEPEST * 4;
/** Tokens that stand for no text: the start of a document, a fault, and that a scalar follows. */
const SCALAR = '\u001f';
const MARKS = new Set(['\u0002', '\u0018', SCALAR]);

/**
 * Where a YAML text is nested too deeply to be parsed, or has too many directives; null for others.
 * It goes by the tokens, since the parser itself takes all memory for such a text.
 */
export function findDeep(text: string): TextFault | null {
  let offset = 0;
  let brackets = 0;
  let directives = 0;
  let lineStart = 0;
  // Where the indicators and texts begin that this place may be inside of.
  const columns: number[] = [];
  let former = '';
  for (const token of new Lexer().lex(text)) {
    const isIndicator = former !== SCALAR;
    former = token;
    if (isIndicator && MARKS.has(token)) continue;
    if (isIndicator && (token === '[' || token === '{')) brackets += 1;
    if (isIndicator && (token === ']' || token === '}')) brackets -= 1;
    if (isIndicator && token.startsWith('%')) directives += 1;
    if (brackets === 0 && token.trim() !== '') {
      const column = offset - lineStart;
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
    }
    if (brackets > DEEPEST || columns.length > MOST_COLUMNS) return { offset, what: TOO_DEEP };
    if (directives > MOST_DIRECTIVES) {
      return { offset, what: `more than ${MOST_DIRECTIVES} lines begin with %` };
    }
    offset += token.length;
    if (token.endsWith('\n')) lineStart = offset;
  }
  return null;
}
