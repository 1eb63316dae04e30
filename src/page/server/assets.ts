import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawingStyle } from '../../drawing/index.js';
import type { Document } from './answers/index.js';

/** The files of the page: their paths, and their files in the package's `dist`. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '': ['page.html', 'text/html; charset=utf-8'],
  'page.css': ['page.css', 'text/css; charset=utf-8'],
  'page.js': ['page.js', 'text/javascript; charset=utf-8'],
};

/**
 * The files of the page, read once.
 * @param root the package's directory
 */
export function readAssets(root: string): ReadonlyMap<string, Document> {
  const files = Object.entries(FILES).map(([path, [file, contentType]]): [string, Document] => {
    return [path, { contentType, body: readFileSync(join(root, 'dist', file)) }];
  });
  const style = { contentType: 'text/css; charset=utf-8', body: drawingStyle() };
  return new Map([...files, ['drawing.css', style]]);
}
