type Stream = 'stdout' | 'stderr';

/** A colour that vpcctl itself uses: any other sequence would be a part of some name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
const COLOUR = /^\u001b\[(?:[12]|22|3[1-39])m$/;
/** A colour; or a character that controls a terminal, or the direction of its text. */
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  /\u001b\[\d+m|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
/** The same in JSON text, which has escapes for all below U+0020. */
const CONTROL_IN_JSON = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text as it goes to a terminal: what would control the terminal is replaced, newlines aside, and
 * where the stream has colours, the few that vpcctl uses.
 */
export function forTerminal(text: string, stream: Stream): string {
  return text.replaceAll(CONTROL, (found) => {
    if (found.length === 1) return '\ufffd';
    return COLOUR.test(found) && hasColour(stream) ? found : `\ufffd${found.slice(1)}`;
  });
}

/**
 * JSON that is safe for a terminal, of the same value. Pure.
 * @param indent 0 gives one line
 */
export function jsonForTerminal(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replaceAll(
    CONTROL_IN_JSON,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Whether a stream has colours: it is a terminal, and the variables of no-color.org allow them.
 * ansis checks only standard output, and counts CI as a terminal.
 */
export function hasColour(stream: Stream): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = process.env;
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  return process[stream].isTTY === true && !unwanted && terminal !== 'dumb';
}
