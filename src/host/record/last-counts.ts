/** What counters showed when someone last asked for what is new. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@vpcctl/journal';
import type { Count } from '@vpcctl/sdk';

/** By the place, `vpc1/web`, and then by what its rules say. */
type LastCounts = Readonly<Record<string, Readonly<Record<string, Count>>>>;

/** The counts of a place at the last look; none where there was none. */
export function readLastCounts(directory: string, place: string): Readonly<Record<string, Count>> {
  const all = readAll(directory);
  return (Object.hasOwn(all, place) ? all[place] : undefined) ?? {};
}

/**
 * Keeps the counts of a place, and those of other places that there still are.
 * @param isThere whether another place exists
 * @throws the system's error
 */
export function writeLastCounts(
  directory: string,
  place: string,
  counts: Readonly<Record<string, Count>>,
  isThere: (place: string) => boolean,
): void {
  const others = Object.entries(readAll(directory)).filter(
    ([name]) => name !== place && isThere(name),
  );
  const text = JSON.stringify(Object.fromEntries([...others, [place, counts]]));
  replaceFile(join(directory, 'counts.json'), `${text}\n`, { isDurable: false });
}

function readAll(directory: string): LastCounts {
  try {
    const value: unknown = JSON.parse(readFileSync(join(directory, 'counts.json'), 'utf8'));
    return isLastCounts(value) ? value : {};
  } catch {
    return {};
  }
}

function isLastCounts(value: unknown): value is LastCounts {
  return isRecord(value) && Object.values(value).every(areCounts);
}

function areCounts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isCount);
}

function isCount(value: unknown): value is Count {
  return (
    isRecord(value) &&
    'packets' in value &&
    Number.isSafeInteger(value.packets) &&
    'bytes' in value &&
    Number.isSafeInteger(value.bytes)
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
