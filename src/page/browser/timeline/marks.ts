import type { HistoryItemOutput } from '../../../schemas/history.js';

/** Half of the width of a range input's thumb, which never leaves its track. */
export const THUMB = 9;

/** Where a position is on a track: position 0 is before the first entry. Pure. */
export function placeOf(position: number, count: number, width: number): number {
  const room = Math.max(0, width - 2 * THUMB);
  return THUMB + (count === 0 ? room : (room * position) / count);
}

/** How an entry is drawn. Pure. */
export function styleOf({ outcome, removedBy, intent }: HistoryItemOutput): MarkStyle {
  if (outcome === 'failed' || outcome === 'interrupted') return 'failed';
  if (outcome === 'pending') return 'pending';
  if (removedBy !== null) return 'out';
  return ['undo', 'redo', 'revert'].includes(intent) ? 'history' : 'applied';
}

export type MarkStyle = 'applied' | 'history' | 'out' | 'failed' | 'pending';

/** The heights of marks, so that colour alone tells nothing. */
const HEIGHT: Readonly<Record<MarkStyle, number>> = {
  ...{ applied: 14, history: 20, out: 7, failed: 14, pending: 20 },
};

/** The colours of marks, as the page's style has them. */
const COLOUR: Readonly<Record<MarkStyle, string>> = {
  ...{ applied: '--accent', history: '--changed', out: '--faint', failed: '--removed' },
  pending: '--changed',
};

/** Draws a mark for each entry. */
export function drawMarks(canvas: HTMLCanvasElement, entries: readonly HistoryItemOutput[]): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colours = new Map<string, string>();
  const colourOf = (name: string) => {
    const known = colours.get(name) ?? style.getPropertyValue(name).trim();
    colours.set(name, known);
    return known;
  };
  const middle = height / 2;
  context.fillStyle = colourOf('--line');
  context.fillRect(THUMB, middle - 1, width - 2 * THUMB, 2);
  const room = (width - 2 * THUMB) / Math.max(1, entries.length);
  const thickness = Math.max(1, Math.min(4, room * 0.6));
  entries.forEach((entry, index) => {
    const kind = styleOf(entry);
    const x = placeOf(index + 1, entries.length, width);
    const tall = HEIGHT[kind];
    context.fillStyle = colourOf(COLOUR[kind]);
    context.fillRect(x - thickness / 2, middle - tall / 2, thickness, tall);
    if (kind === 'failed' && room > 6) cross(context, x, middle, colourOf('--surface'));
  });
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(x - 3, y - 1, 6, 2);
}
