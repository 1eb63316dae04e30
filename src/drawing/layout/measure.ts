/**
 * How wide a text may be drawn. A picture has no font of its own, so each character counts as wide
 * as in the widest usual one (DejaVu Sans, Verdana): a box is rather too large than too small.
 */

/** In hundredths of the font's size. */
const NARROW = "iljtfrI.,:;'|!()[]/ -";
const WIDE = 'mwMW@%';

/** The width of a text in pixels. Pure. */
export function textWidth(text: string, size: number, font: 'sans' | 'bold' | 'mono'): number {
  let hundredths = 0;
  for (const character of text) hundredths += font === 'mono' ? mono(character) : sans(character);
  return (hundredths / 100) * size * (font === 'bold' ? 1.1 : 1);
}

function mono(character: string): number {
  return isBasic(character) ? 61 : 105;
}

function sans(character: string): number {
  if (NARROW.includes(character)) return 40;
  if (WIDE.includes(character)) return 98;
  if (!isBasic(character)) return 105;
  return character >= 'A' && character <= 'Z' ? 74 : 64;
}

/** Latin letters, and the signs that vpcctl writes itself; others may be as wide as they are high. */
function isBasic(character: string): boolean {
  return (character.codePointAt(0) ?? 0) < 0x250 || '→↔⇒−…·'.includes(character);
}

/** A text that is cut where it is wider than `width`: it then ends with an ellipsis. Pure. */
export function cut(
  text: string,
  width: number,
  size: number,
  font: 'sans' | 'bold' | 'mono',
): string {
  if (textWidth(text, size, font) <= width) return text;
  const kept: string[] = [];
  let used = textWidth('…', size, font);
  for (const character of text) {
    used += textWidth(character, size, font);
    if (used > width) break;
    kept.push(character);
  }
  return `${kept.join('').trimEnd()}…`;
}
