import type { PictureOptions, ShownGraph } from '../../../drawing/index.js';

/** What is to be drawn: plain data, which goes to another thread. */
export interface Picture {
  readonly graph: ShownGraph;
  readonly options: PictureOptions;
}

/** What the thread is told. */
export interface Order extends Picture {
  readonly id: number;
}

/** What it answers. */
export type Drawn =
  | { readonly id: number; readonly svg: string }
  | { readonly id: number; readonly trouble: string };
