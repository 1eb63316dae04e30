import { createRequire } from 'node:module';
import type TypeScript from 'typescript';

/** TypeScript itself. An import of a CommonJS module this long reads it three times: require, once. */
export const ts: typeof TypeScript = createRequire(import.meta.filename)('typescript');
