/** Labels as users write them: `team=blue`, and `team-` where one is removed. Pure. */
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';
import type { Labels } from './state.js';

/** How long a key or a value may be. */
const LONGEST = 63;
const WORD = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Whether a text can be the key of a label: letters, digits, and inner `.`, `_` and `-`. */
export function isLabelKey(text: string): boolean {
  return text.length <= LONGEST && WORD.test(text);
}

/** Whether a text can be the value of a label. It may be empty. */
export function isLabelValue(text: string): boolean {
  return text === '' || isLabelKey(text);
}

/** The labels that a command sets, and the keys that it removes. */
export interface LabelChanges {
  readonly set: Labels;
  readonly remove: string[];
}

/**
 * Reads the words of `label`.
 * @throws VpcctlError `LABEL_INVALID`
 */
export function parseLabelChanges(words: readonly string[]): LabelChanges {
  const set: Labels = {};
  const remove: string[] = [];
  for (const word of words) {
    const isRemoved = !word.includes('=') && word.endsWith('-');
    const [key, value] = isRemoved ? [word.slice(0, -1), null] : splitLabel(word);
    if (!isLabelKey(key)) throw invalid(word, `${JSON.stringify(key)} cannot be a key`);
    if (ownValue(set, key) !== undefined || remove.includes(key))
      throw invalid(word, `the key ${key} is given twice`);
    if (value === null) remove.push(key);
    else if (isLabelValue(value)) set[key] = value;
    else throw invalid(word, `${JSON.stringify(value)} cannot be a value`);
  }
  return { set, remove };
}

/**
 * Reads the words of `--label`, which remove nothing.
 * @throws VpcctlError `LABEL_INVALID`
 */
export function parseLabels(words: readonly string[]): Labels {
  const { set, remove } = parseLabelChanges(words);
  const [removed] = remove;
  if (removed === undefined) return set;
  throw invalid(`${removed}-`, 'there is no label to remove yet');
}

function splitLabel(word: string): [key: string, value: string] {
  const at = word.indexOf('=');
  if (at === -1) throw invalid(word, 'it has no value');
  return [word.slice(0, at), word.slice(at + 1)];
}

/** `LABEL_INVALID`: a word is no label; `why` is a clause. */
export function invalid(word: string, why: string): VpcctlError {
  return inputError(
    'LABEL_INVALID',
    `${JSON.stringify(word)} is not a label: ${why}`,
    'for example: team=blue; team- removes that label',
    `keys and values have at most ${LONGEST} letters, digits and inner . _ -; a value may be empty`,
  );
}
