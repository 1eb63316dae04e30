import { Ansis } from 'ansis';

const [PLAIN, COLOURED] = [new Ansis(0), new Ansis(1)];

/** Colours by meaning, for standard output. */
export const paint = palette('stdout');

/** Colours for standard error. Each stream is coloured only if it is a terminal itself. */
export const paintError = palette('stderr');

/** Colours for a stream, if it is a terminal and the variables of no-color.org allow them. */
export function palette(stream: 'stdout' | 'stderr') {
  // Checking a stream opens it, so that waits until there is something to paint.
  const colours = () => (hasColour(stream) ? COLOURED : PLAIN);
  return {
    good: (text: string) => colours().green(text),
    bad: (text: string) => colours().red(text),
    changed: (text: string) => colours().yellow(text),
    strong: (text: string) => colours().bold(text),
    dim: (text: string) => colours().dim(text),
  };
}

/** ansis checks only standard output, and counts CI as a terminal. See no-color.org. */
function hasColour(stream: 'stdout' | 'stderr'): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = process.env;
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  return process[stream].isTTY === true && !unwanted && terminal !== 'dumb';
}
