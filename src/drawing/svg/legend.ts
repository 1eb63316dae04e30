import { allBoxes, type Mark } from '../../model/graph/index.js';
import { FONTS } from '../layout/arrange.js';
import { kindWords, unnamedKinds } from '../layout/labels.js';
import { textWidth } from '../layout/measure.js';
import { allPlaced, type Layout, type PlacedSign, type Point } from '../layout/place.js';

type Sample =
  | { readonly type: 'edge'; readonly kind: string }
  | { readonly type: 'sign'; readonly sign: PlacedSign['sign'] }
  | { readonly type: 'mark'; readonly mark: NonNullable<Mark> };

/** An entry, with its place below the picture. */
export interface LegendEntry extends Point {
  readonly sample: Sample;
  readonly text: string;
}

export interface Legend {
  readonly entries: readonly LegendEntry[];
  readonly width: number;
  readonly height: number;
}

const MARKS = ['added', 'removed', 'changed'] as const;
const SIGN_WORDS = {
  public: 'public subnet',
  private: 'private subnet',
  policy: 'has a policy',
} as const;

/** What the picture does not say itself: its marks, its signs, and edges without a label. Pure. */
export function legendOf(layout: Layout): Legend {
  const { graph } = layout;
  const boxes = allBoxes(graph.boxes);
  const marks = new Set(
    [...boxes, ...boxes.flatMap(({ facts }) => facts), ...graph.edges].map(({ mark }) => mark),
  );
  const signs = new Set(
    allPlaced(layout.boxes).flatMap((box) => box.signs.map(({ sign }) => sign)),
  );
  const samples: { sample: Sample; text: string }[] = [
    ...MARKS.filter((mark) => marks.has(mark)).map((mark) => ({
      sample: { type: 'mark' as const, mark },
      text: mark,
    })),
    ...(['public', 'private', 'policy'] as const)
      .filter((sign) => signs.has(sign))
      .map((sign) => ({ sample: { type: 'sign' as const, sign }, text: SIGN_WORDS[sign] })),
    ...unnamedKinds(graph).map((kind) => ({
      sample: { type: 'edge' as const, kind },
      text: kindWords(kind),
    })),
  ];
  return placed(samples, layout.width);
}

const MARGIN = 24;
const ROW = 22;

/** Entries beside each other, in as many rows as the picture's width needs. */
function placed(samples: readonly { sample: Sample; text: string }[], width: number): Legend {
  let [x, y, widest] = [MARGIN, 4, 0];
  const entries = samples.map((each) => {
    const own = 34 + textWidth(each.text, FONTS.quiet.size, FONTS.quiet.font) + 24;
    if (x > MARGIN && x + own > width) [x, y] = [MARGIN, y + ROW];
    const entry = { ...each, x, y };
    x += own;
    widest = Math.max(widest, x);
    return entry;
  });
  return { entries, width: widest, height: entries.length === 0 ? 0 : y + ROW };
}
