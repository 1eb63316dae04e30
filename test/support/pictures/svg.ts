/** Parts of a picture as SVG, one element a line. Texts are escaped. */

const COLOURS = {
  plain: ['#ffffff', '#334155'],
  workload: ['#eff6ff', '#1d4ed8'],
  router: ['#fef9c3', '#a16207'],
  filter: ['#fee2e2', '#b91c1c'],
  outside: ['#dcfce7', '#15803d'],
} as const;

const [LINE, HEAD, SMALL, WORD] = ['#334155', '#0f172a', '#475569', '#1d4ed8'];

/** A box with a title, and smaller lines below it. */
export interface Box {
  readonly at: readonly [x: number, y: number];
  readonly size: readonly [width: number, height: number];
  readonly colour: keyof typeof COLOURS;
  readonly title: string;
  readonly lines?: readonly string[];
}

export type Point = readonly [x: number, y: number];

/** How a text stands at its place; by default it is small, and begins there. */
export interface TextStyle {
  readonly anchor?: 'start' | 'middle';
  readonly size?: number;
  readonly weight?: number;
  readonly isItalic?: boolean;
  readonly fill?: string;
}

/** A whole picture. Its title is for those who cannot see it. */
export function picture(
  [width, height]: Point,
  title: string,
  parts: readonly string[],
  background = '#f8fafc',
): string {
  const about = escaped(title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-sans-serif, Helvetica, Arial, sans-serif" role="img" aria-label="${about}">`,
    `<title>${about}</title>`,
    '<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">',
    `<path d="M0 0L10 5L0 10z" fill="${LINE}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${background}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

export function box({ at: [x, y], size, colour, title, lines = [] }: Box): string {
  const [width, height] = size;
  const [fill, stroke] = COLOURS[colour];
  const middle = x + width / 2;
  // The texts as a whole are in the middle of the height.
  const first = y + height / 2 + 5 - 9 * lines.length;
  const style = { anchor: 'middle' } as const;
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`,
    label([middle, first], title, { ...style, size: 14, weight: 600, fill: HEAD }),
    ...lines.map((line, at) => label([middle, first + 18 + 16 * at], line, { ...style, size: 12 })),
  ].join('\n');
}

export function label([x, y]: Point, text: string, style: TextStyle = {}): string {
  const { anchor = 'start', size = 11, weight = 400, isItalic = false, fill = SMALL } = style;
  const slant = isItalic ? ' font-style="italic"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" font-weight="${weight}"${slant}>${escaped(text)}</text>`;
}

/** The name of what an arrow does. */
export function verb(at: Point, text: string, anchor: TextStyle['anchor'] = 'middle'): string {
  return label(at, text, { anchor: anchor ?? 'middle', size: 12, isItalic: true, fill: WORD });
}

export function arrow(from: Point, to: Point): string {
  return `<path d="${way([from, to])}" stroke="${LINE}" stroke-width="1.6" fill="none" marker-end="url(#a)"/>`;
}

/** A line in dashes through some points, which may end in an arrow. */
export function dashes(points: readonly Point[], end: 'arrow' | 'none'): string {
  const marker = end === 'arrow' ? ' marker-end="url(#a)"' : '';
  return `<path d="${way(points)}" stroke="${LINE}" stroke-width="1.5" stroke-dasharray="6 4" fill="none"${marker}/>`;
}

/** A veth pair between a workload and its router. */
export function vethPair(from: Point, to: Point): string {
  return `<path d="${way([from, to])}" stroke="${WORD}" stroke-width="2" fill="none"/>`;
}

/** A frame around parts, with its name. */
export function frame([x, y]: Point, [width, height]: Point, name: string): string {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="#ffffff" stroke="#94a3b8"/>`,
    label([x + 16, y + 22], name, { size: 13, weight: 600, fill: HEAD }),
  ].join('\n');
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function way(points: readonly Point[]): string {
  return points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
}
