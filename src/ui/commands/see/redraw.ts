import { type CommandOutput, forTerminal } from '@vpcctl/sdk/command';
import type { EngineContext } from '../../../engine/index.js';

/** Sequences of xterm: the other screen, its first place, and what is behind it; the cursor. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_REST = '\u001b[J';

/** The least time from one look to the next, in milliseconds. */
const APART_MS = 1000;

/** What is watched. */
export interface Watched {
  /** What there is now: as text, and as a line of JSON. */
  readonly read: () => Promise<{ readonly text: string; readonly json: string }>;
  /** Prints lines of JSON in the place of the text; null: the text is shown. */
  readonly json: ((line: string) => void) | null;
  /** Whether the kernel's messages matter, beside the journal. */
  readonly kernel: boolean;
}

/**
 * Shows a text again whenever it changes, at most once a second, until the context's signal is
 * aborted: on a terminal in its place, on a screen of its own; elsewhere one below the other.
 */
export async function redraw(
  output: CommandOutput,
  context: EngineContext,
  { read, kernel, json }: Watched,
): Promise<void> {
  const { wakeOnChange } = await import('../../../engine/events/index.js');
  const screen = process.stdout.isTTY && json === null ? openScreen() : null;
  let shown: string | null = null;
  try {
    await wakeOnChange(context, { kernel, apart: APART_MS }, async () => {
      const now = await read();
      const next = json === null ? now.text : now.json;
      if (screen !== null) screen.draw(next);
      else if (next !== shown && json !== null) json(next);
      else if (next !== shown) output.log(shown === null ? next : `\n${next}`);
      shown = next;
    });
  } finally {
    screen?.close();
  }
}

interface Screen {
  draw(text: string): void;
  close(): void;
}

/** The terminal's other screen. It is left again, however the process ends. */
function openScreen(): Screen {
  let text = '';
  const show = () => process.stdout.write(frame(text, process.stdout));
  const leave = () => void process.stdout.write(LEAVE);
  process.stdout.write(ENTER);
  process.stdout.on('resize', show);
  process.once('exit', leave);
  return {
    draw(next) {
      text = next;
      show();
    },
    close() {
      process.stdout.off('resize', show);
      process.off('exit', leave);
      leave();
    },
  };
}

/**
 * A text as it is drawn over the one before. Lines that find no room are left out, and the last line
 * says so. Pure but for what the terminal can do.
 */
export function frame(
  text: string,
  { rows = 24, columns = 80 }: { readonly rows?: number; readonly columns?: number },
): string {
  const lines = forTerminal(text, 'stdout').split('\n');
  const more = lines.length - (rows - 1);
  const fitting = more > 0 ? [...lines.slice(0, rows - 2), `… ${more + 1} more lines`] : lines;
  const drawn = fitting.map((line) => `${cut(line, columns)}${CLEAR_LINE}\r\n`);
  return `${HOME}${drawn.join('')}${CLEAR_REST}`;
}

/** A colour, which takes no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
const COLOUR = /(\u001b\[\d+m)/;

/** The beginning of a line that has room; colours stay, so that each is switched off again. */
function cut(line: string, columns: number): string {
  let left = columns;
  return line
    .split(COLOUR)
    .map((part) => {
      if (COLOUR.test(part)) return part;
      const fits = [...part].slice(0, left);
      left -= fits.length;
      return fits.join('');
    })
    .join('');
}
