import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@vpcctl/journal';
import type { Place, PlaceUplink } from '@vpcctl/sdk';
import { isDeniedReader } from './denied-readers.js';

/** What is known of a host between two commands. */
export type KnownPlace = Pick<Place, 'uplinks' | 'running' | 'deniedReaders'>;

/**
 * The host as it was when vpcctl changed it last. Its uplinks are a fact of the host and no
 * decision, so they are beside the journal. They outlive a restart: at boot, `replay` may run before
 * the host has its default route.
 * @param directory the state directory
 * @returns null where nothing is known
 */
export function readPlace(directory: string): KnownPlace | null {
  try {
    const value: unknown = JSON.parse(readFileSync(fileIn(directory), 'utf8'));
    return isKnownPlace(value) ? knownOf(value) : null;
  } catch {
    return null;
  }
}

/** Writes what is known, whole or not at all. The caller holds the journal's lock. */
export function writePlace(directory: string, place: KnownPlace): void {
  const text = `${JSON.stringify(knownOf(place))}\n`;
  try {
    replaceFile(fileIn(directory), text, { isDurable: false });
  } catch {
    // The next change then looks at the host, as where rules are missing.
  }
}

/** Mostly nobody reads denied packets. */
function knownOf({ uplinks, running, deniedReaders = [] }: KnownPlace): KnownPlace {
  return { uplinks, running, ...(deniedReaders.length > 0 && { deniedReaders }) };
}

function fileIn(directory: string): string {
  return join(directory, 'place.json');
}

function isKnownPlace(value: unknown): value is KnownPlace {
  return (
    value instanceof Object &&
    'uplinks' in value &&
    Array.isArray(value.uplinks) &&
    value.uplinks.every(isUplink) &&
    'running' in value &&
    (value.running === null || isTexts(value.running)) &&
    (!('deniedReaders' in value) || areDeniedReaders(value.deniedReaders))
  );
}

function isUplink(value: unknown): value is PlaceUplink {
  return (
    value instanceof Object &&
    'interface' in value &&
    typeof value.interface === 'string' &&
    'gateway' in value &&
    (value.gateway === null || typeof value.gateway === 'string') &&
    'addresses' in value &&
    isTexts(value.addresses) &&
    'isDefault' in value &&
    typeof value.isDefault === 'boolean' &&
    'isRouted' in value &&
    typeof value.isRouted === 'boolean' &&
    'number' in value &&
    Number.isSafeInteger(value.number)
  );
}

function areDeniedReaders(value: unknown): boolean {
  return Array.isArray(value) && value.every(isDeniedReader);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
