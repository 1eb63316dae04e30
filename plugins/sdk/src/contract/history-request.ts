/** A request about the history: which changes to take out of it, or to bring back. */
export type HistoryRequest =
  | { readonly type: 'undo'; readonly count: number }
  | { readonly type: 'undo'; readonly to: number }
  | { readonly type: 'redo'; readonly count: number }
  | { readonly type: 'revert'; readonly seq: number };

/** The levels of `--log-level`, each with less than the one before. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'silent'] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];
