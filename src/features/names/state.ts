/** Its slice is always empty: what a rename changes is in the slices of the other features. */
export const NAMES_FEATURE = 'names';
