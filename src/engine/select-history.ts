import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { didYouMean } from '../features/naming/suggest.js';
import type { DescribedItem } from './read.js';

/** Which part of the history is wanted. */
export interface HistorySelection {
  /** Only what was begun then or later: milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Only what is about the VPC of this name. */
  readonly vpc?: string | undefined;
  /** Only so many, the newest of them. */
  readonly count?: number | undefined;
}

/**
 * The items that are wanted, in the order given. Pure.
 * @throws VpcctlError `VPC_UNKNOWN` where nothing was ever about that VPC
 */
export function selectHistory(
  items: readonly DescribedItem[],
  { since = Number.NEGATIVE_INFINITY, vpc, count }: HistorySelection,
): DescribedItem[] {
  const known = new Set(items.flatMap(({ about }) => about));
  if (vpc !== undefined && !known.has(vpc)) {
    throw unknownVpc(vpc, [...known].sort());
  }
  const wanted = items
    .filter(({ entry }) => Date.parse(entry.at) >= since)
    .filter(({ about }) => vpc === undefined || about.includes(vpc));
  return count === undefined ? wanted : wanted.slice(Math.max(0, wanted.length - count));
}

function unknownVpc(name: string, known: readonly string[]): VpcctlError {
  const meant = didYouMean(name, known);
  return inputError(
    'VPC_UNKNOWN',
    `the history has nothing about a VPC ${JSON.stringify(name)}`,
    ...(meant === null ? [] : [`did you mean ${meant}?`]),
    known.length === 0 ? 'it is about no VPC yet' : `it is about: ${known.join(', ')}`,
  );
}
