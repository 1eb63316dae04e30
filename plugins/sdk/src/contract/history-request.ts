/** A wish about the history: what is to be taken out of it, or brought back. */
export type HistoryRequest =
  | { readonly type: 'undo'; readonly count: number }
  | { readonly type: 'undo'; readonly to: number }
  | { readonly type: 'redo'; readonly count: number }
  | { readonly type: 'revert'; readonly seq: number };
