import { isatty } from 'node:tty';
import { Ansis } from 'ansis';

/** Colours by meaning, for standard output. */
export const paint = palette(1);

/** The same for standard error: each is coloured only where it is a terminal itself. */
export const paintError = palette(2);

function palette(descriptor: number) {
  const ansis = new Ansis(hasColour(descriptor) ? 1 : 0);
  return {
    good: (text: string) => ansis.green(text),
    bad: (text: string) => ansis.red(text),
    changed: (text: string) => ansis.yellow(text),
    strong: (text: string) => ansis.bold(text),
    dim: (text: string) => ansis.dim(text),
  };
}

/** ansis decides this for standard output alone, and takes CI for a terminal. See no-color.org. */
function hasColour(descriptor: number): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = process.env;
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  return isatty(descriptor) && !unwanted && terminal !== 'dumb';
}
