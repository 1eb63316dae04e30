/** Which labels `list -l` asks for. Pure. */
import { inputError } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';

/** Whether something with these labels, values by key, is asked for. */
export type Selector = (labels: Readonly<Record<string, string>>) => boolean;

const TERM = /^([A-Za-z0-9._-]+)(?:(!?=)([A-Za-z0-9._-]*))?$/;

/**
 * Reads what `-l` says: `team=blue`, `team!=blue` (also without that key), `team` (any value).
 * Several terms, in one text with commas or in several texts, have to hold together.
 * @throws VpcctlError `SELECTOR_INVALID`
 */
export function parseSelector(texts: readonly string[]): Selector {
  const terms = texts.flatMap((text) => text.split(',')).map(parseTerm);
  return (labels) => terms.every((holds) => holds(labels));
}

function parseTerm(text: string): Selector {
  const [, key, relation, wanted] = TERM.exec(text) ?? [];
  if (key === undefined) {
    throw inputError(
      'SELECTOR_INVALID',
      `${JSON.stringify(text)} does not select labels`,
      'team=blue, team!=blue, or team for any value; several with commas',
    );
  }
  if (relation === undefined) return (labels) => ownValue(labels, key) !== undefined;
  return (labels) => (ownValue(labels, key) === wanted) === (relation === '=');
}
