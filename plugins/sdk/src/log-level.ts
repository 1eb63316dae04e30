/** The levels of `--log-level`, each with less than the one before. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'silent'] as const;
/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];
