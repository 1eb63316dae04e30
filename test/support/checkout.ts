import { join } from 'node:path';

/** The root of the project's files. */
export const CHECKOUT = join(import.meta.dirname, '../..');
