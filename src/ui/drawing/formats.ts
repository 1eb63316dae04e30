/** The formats of a drawing. */
export const FORMATS = ['svg', 'mermaid', 'dot', 'text'] as const;

export type Format = (typeof FORMATS)[number];

const ENDINGS: Readonly<Record<string, Format>> = {
  svg: 'svg',
  mmd: 'mermaid',
  mermaid: 'mermaid',
  dot: 'dot',
  gv: 'dot',
};

/** The format that the name of a file asks for; of any other name, and without one, text. Pure. */
export function formatOf(file: string | undefined): Format {
  const ending = /\.([a-z]+)$/.exec(file ?? '')?.[1] ?? '';
  return Object.hasOwn(ENDINGS, ending) ? (ENDINGS[ending] ?? 'text') : 'text';
}
