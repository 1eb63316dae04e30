import { VpcctlError } from '../contract/errors.js';
import type { LineFields, LineOperation, Operation } from '../operation/operation.js';
import { linkLines } from './link.js';
import { namespaceLines } from './namespace.js';
import { routingLines } from './routing.js';
import type { Line, LineTable } from './table.js';
import { trafficLines } from './traffic.js';

/** How each operation is written. */
const LINES: LineTable<keyof LineFields> = {
  ...linkLines,
  ...namespaceLines,
  ...routingLines,
  ...trafficLines,
};

/** Whether a line of `ip`, `bridge` or `tc` carries out an operation. Pure. */
export function isLineOperation(operation: Operation): operation is LineOperation {
  return Object.hasOwn(LINES, operation.op);
}

/**
 * The line that carries out an operation in its namespace, and that is shown for it. Pure.
 * @throws VpcctlError `HOST_WORD_UNSAFE` for a word that `ip -batch` would split or drop
 */
export function lineOf<Kind extends keyof LineFields>(operation: Operation<Kind>): Line {
  const line = LINES[operation.op](operation);
  checkWords(line);
  return line;
}

/**
 * White space and quotes split or join words, `#` starts a comment, and `\` joins lines
 * (lib/utils.c of iproute2).
 */
function checkWords({ program, words }: Line): void {
  const unsafe = words.find((word) => !/^[^\s'"#\\\0]+$/.test(word));
  if (unsafe === undefined) return;
  throw new VpcctlError(`${program}: ${JSON.stringify(unsafe)} cannot be a word of a batch line`, {
    code: 'HOST_WORD_UNSAFE',
    category: 'internal',
    hints: ['names, addresses and aliases must not contain white space, quotes, # or backslash'],
  });
}
