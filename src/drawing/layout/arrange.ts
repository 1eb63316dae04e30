import type { Fact, Mark, ShownBox } from '../../model/graph/index.js';
import { cut, textWidth } from './measure.js';
import {
  moved,
  type PlacedBox,
  type PlacedSign,
  type PlacedText,
  type TextStyle,
} from './place.js';

/** The font and the size of each style, in pixels. */
export const FONTS: Readonly<Record<TextStyle, { size: number; font: 'sans' | 'bold' | 'mono' }>> =
  {
    title: { size: 16, font: 'bold' },
    name: { size: 13, font: 'bold' },
    line: { size: 12, font: 'sans' },
    mono: { size: 11.5, font: 'mono' },
    quiet: { size: 11.5, font: 'sans' },
    pill: { size: 10.5, font: 'sans' },
  };

/** Signs that stand before what has a mark. Colour alone would not be enough. */
export const SIGNS = { added: '+', removed: '−', changed: '~' } as const;

/** Longer texts are cut; their boxes have the whole of them as a title. */
const WIDEST = 320;
const LINE = 18;
const GAP = 12;

/** A row of texts, from the left and from the right edge of its box. */
interface Row {
  readonly left: readonly Piece[];
  readonly right: readonly Piece[];
  readonly height: number;
}

interface Piece {
  readonly text: string;
  readonly style: TextStyle;
  readonly mark?: Mark;
  readonly sign?: PlacedSign['sign'];
}

/** How much room is around what a box has. */
const PADDING = {
  vpc: { x: 16, top: 12, bottom: 16 },
  card: { x: 12, top: 8, bottom: 10 },
  line: { x: 10, top: 4, bottom: 4 },
};

/** A box at 0, 0, as large as what it has: texts in rows, then boxes below each other. Pure. */
export function arrange(box: ShownBox): PlacedBox {
  return stretched(compact(box));
}

function compact(box: ShownBox): PlacedBox {
  const padding = paddingOf(box);
  const inside = box.inside.map(compact);
  const own = rowsOf(box);
  const rest = hiddenRows(box);
  const head = heightOf(own);
  const width = Math.ceil(
    2 * padding.x +
      Math.max(
        ...[...own, ...rest].map(rowWidth),
        ...inside.map((each) => each.width),
        leastWidth(box),
      ),
  );
  let y = padding.top + head;
  const gap = box.detail === 'brief' ? 4 : GAP;
  const stacked = inside.map((each, at) => {
    y += at === 0 ? 8 : gap;
    const placed = moved(each, { x: padding.x, y });
    y += each.height;
    return placed;
  });
  const restAt = y + (inside.length > 0 ? 6 : 0);
  const height = Math.ceil((rest.length > 0 ? restAt + heightOf(rest) : y) + padding.bottom);
  const placed = [
    ...place(own, padding.top, padding.x, width),
    ...place(rest, restAt, padding.x, width),
  ];
  return {
    box,
    ...{ x: 0, y: 0, width, height },
    texts: placed.flatMap(({ text }) => (text === null ? [] : [text])),
    signs: placed.flatMap(({ sign }) => (sign === null ? [] : [sign])),
    inside: stacked,
  };
}

/** Boxes inside as wide as the one around them, with the texts of the right edge moved there. */
function stretched(placed: PlacedBox): PlacedBox {
  const { x } = paddingOf(placed.box);
  return {
    ...placed,
    inside: placed.inside.map((each) => stretched(widened(each, placed.width - 2 * x))),
  };
}

function widened(placed: PlacedBox, width: number): PlacedBox {
  const by = width - placed.width;
  return {
    ...placed,
    width,
    texts: placed.texts.map((each) => (each.anchor === 'end' ? { ...each, x: each.x + by } : each)),
  };
}

function leastWidth({ kind }: ShownBox): number {
  return kind === 'vpc' ? 190 : 0;
}

function paddingOf({ kind, detail }: ShownBox) {
  if (kind === 'vpc') return PADDING.vpc;
  return kind === 'instance' || (kind === 'subnet' && detail === 'brief')
    ? PADDING.line
    : PADDING.card;
}

function rowsOf(box: ShownBox): Row[] {
  switch (box.kind) {
    case 'vpc':
      return headed(box, 'title', ['network'], ['network']);
    case 'subnet':
      return box.detail === 'brief' ? [briefRow(box)] : subnetRows(box);
    case 'instance':
      return headed(box, 'line', ['address'], ['address']);
    case 'uplink':
    case 'host':
      return headed(box, 'name', [], []);
  }
}

/** The name with some facts at the right, then the other facts in a row each. */
function headed(
  box: ShownBox,
  style: TextStyle,
  right: readonly Fact['kind'][],
  dropped: readonly Fact['kind'][],
): Row[] {
  const beside = piecesOf(box, right, 'mono');
  const more = box.facts.filter(({ kind }) => !dropped.includes(kind));
  return [
    { left: namePieces(box, style), right: beside, height: style === 'title' ? 24 : LINE },
    ...more.map((fact) => factRow(fact)),
  ];
}

function subnetRows(box: ShownBox): Row[] {
  const more = box.facts.filter(({ kind }) => !['network', 'address', 'type'].includes(kind));
  return [
    { left: namePieces(box, 'name'), right: piecesOf(box, ['network'], 'mono'), height: 20 },
    {
      left: piecesOf(box, ['type'], 'pill'),
      right: piecesOf(box, ['address'], 'mono'),
      height: 20,
    },
    ...more.map((fact) => factRow(fact)),
  ];
}

/** A subnet in one line: signs, its name, its network, and how many instances it has. */
function briefRow(box: ShownBox): Row {
  const type = box.facts.find(({ kind, mark }) => kind === 'type' && mark !== 'removed');
  const hasPolicy = box.facts.some(({ kind, mark }) => kind === 'ingress' && mark !== 'removed');
  const signs: Piece[] = [
    { text: '', style: 'line', sign: type?.text === 'public' ? 'public' : 'private' },
    ...(hasPolicy ? [{ text: '', style: 'line', sign: 'policy' } as const] : []),
  ];
  const count =
    box.hidden === null
      ? []
      : [{ text: `+${box.hidden.replace(/ instances?$/, '')}`, style: 'quiet' } as const];
  return {
    left: [...signs, ...namePieces(box, 'line'), ...count],
    right: piecesOf(box, ['network'], 'mono'),
    height: 16,
  };
}

/** A subnet in one line counts its instances there. */
function hiddenRows({ hidden, inside, detail, kind }: ShownBox): Row[] {
  if (hidden === null || (detail === 'brief' && kind === 'subnet')) return [];
  const text = inside.length > 0 ? `and ${hidden} more` : hidden;
  return [{ left: [{ text, style: 'quiet' }], right: [], height: LINE }];
}

function namePieces({ name, mark }: ShownBox, style: TextStyle): Piece[] {
  const text = cut(name, WIDEST, FONTS[style].size, FONTS[style].font);
  return [{ text: mark === null ? text : `${SIGNS[mark]} ${text}`, style, mark }];
}

function piecesOf({ facts }: ShownBox, kinds: readonly Fact['kind'][], style: TextStyle): Piece[] {
  const found = facts.filter(({ kind }) => kinds.includes(kind));
  return found.map((fact) => piece(fact, style));
}

function piece({ text, mark }: Fact, style: TextStyle): Piece {
  const { size, font } = FONTS[style];
  const short = cut(text, WIDEST, size, font);
  return { text: mark === null ? short : `${SIGNS[mark]} ${short}`, style, mark };
}

function factRow(fact: Fact): Row {
  return { left: [piece(fact, fact.kind === 'network' ? 'mono' : 'quiet')], right: [], height: 17 };
}

const SPACE = 8;

function pieceWidth({ text, style, sign }: Piece): number {
  if (sign !== undefined) return 12;
  const { size, font } = FONTS[style];
  return textWidth(text, size, font) + (style === 'pill' ? 14 : 0);
}

function rowWidth({ left, right }: Row): number {
  const pieces = [...left, ...right];
  const own = pieces.reduce((sum, each) => sum + pieceWidth(each), 0);
  return own + SPACE * Math.max(0, pieces.length - 1) + (right.length > 0 ? SPACE : 0);
}

function heightOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { height }) => sum + height, 0);
}

type Placed = { text: PlacedText; sign: null } | { text: null; sign: PlacedSign };

function place(rows: readonly Row[], top: number, margin: number, width: number): Placed[] {
  let y = top;
  return rows.flatMap(({ left, right, height }) => {
    const baseline = y + height / 2 + 4.5;
    y += height;
    let x = margin;
    const before = left.map((each) => {
      const at = placePiece(each, x, baseline, 'start');
      x += pieceWidth(each) + SPACE;
      return at;
    });
    let end = width - margin;
    const behind = [...right].reverse().map((each) => {
      const at = placePiece(each, end, baseline, 'end');
      end -= pieceWidth(each) + SPACE;
      return at;
    });
    return [...before, ...behind];
  });
}

function placePiece(each: Piece, x: number, y: number, anchor: 'start' | 'end'): Placed {
  const { text, style, mark = null, sign } = each;
  if (sign !== undefined) return { text: null, sign: { sign, x, y: y - 4.5 } };
  const shown = mark === 'changed' ? null : mark;
  const inner = style === 'pill' ? (anchor === 'start' ? 7 : -7) : 0;
  const width = pieceWidth(each);
  return { text: { text, style, anchor, width, mark: shown, x: x + inner, y }, sign: null };
}
