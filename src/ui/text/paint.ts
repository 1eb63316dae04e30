import { hasColour } from '@vpcctl/sdk/command';
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
