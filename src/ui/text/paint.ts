import { Ansis } from 'ansis';

/** Colours by meaning, for standard output. */
export const paint = palette('stdout');

/** The same for standard error: each is coloured only where it is a terminal itself. */
export const paintError = palette('stderr');

/** Colours for an output, where it has any: by what that is, and the variables of no-color.org. */
export function palette(stream: 'stdout' | 'stderr') {
  // Looking at a stream opens it, so that is left until there is something to paint.
  const colours = () => new Ansis(hasColour(stream) ? 1 : 0);
  return {
    good: (text: string) => colours().green(text),
    bad: (text: string) => colours().red(text),
    changed: (text: string) => colours().yellow(text),
    strong: (text: string) => colours().bold(text),
    dim: (text: string) => colours().dim(text),
  };
}

/** ansis decides this for standard output alone, and takes CI for a terminal. See no-color.org. */
function hasColour(stream: 'stdout' | 'stderr'): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = process.env;
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  return process[stream].isTTY === true && !unwanted && terminal !== 'dumb';
}
