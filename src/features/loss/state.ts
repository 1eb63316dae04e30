/** Its slice is always empty: what it records is about the history. */
export const LOSS_FEATURE = 'loss';
