import type { HistoryItem } from '@vpcctl/journal';
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { didYouMean } from '../../model/names/suggest.js';

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
 * @param aboutOf names the VPCs that an item is about; it is asked only where that matters
 * @throws VpcctlError `VPC_UNKNOWN` where nothing was ever about that VPC
 */
export function selectHistory(
  items: readonly HistoryItem[],
  aboutOf: (item: HistoryItem) => readonly string[],
  { since, vpc, count }: HistorySelection,
): readonly HistoryItem[] {
  let wanted = vpc === undefined ? items : aboutVpc(items, aboutOf, vpc);
  if (since !== undefined) wanted = wanted.filter(({ entry }) => Date.parse(entry.at) >= since);
  return count === undefined ? wanted : wanted.slice(Math.max(0, wanted.length - count));
}

function aboutVpc(
  items: readonly HistoryItem[],
  aboutOf: (item: HistoryItem) => readonly string[],
  vpc: string,
): HistoryItem[] {
  const known = new Set<string>();
  const wanted = items.filter((item) => {
    const about = aboutOf(item);
    for (const name of about) known.add(name);
    return about.includes(vpc);
  });
  if (!known.has(vpc)) throw unknownVpc(vpc, [...known].sort());
  return wanted;
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
