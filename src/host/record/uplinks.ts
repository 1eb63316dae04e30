import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlaceUplink } from '@vpcctl/sdk';

/**
 * The uplinks of this host as they were when vpcctl changed it last. They are a fact of the host and
 * no decision, so they are beside the journal. They outlive a restart: at boot, `replay` may run
 * before the host has its default route.
 * @param directory the state directory
 */
export function readUplinks(directory: string): PlaceUplink[] {
  try {
    const value: unknown = JSON.parse(readFileSync(fileIn(directory), 'utf8'));
    return Array.isArray(value) && value.every(isUplink) ? value : [];
  } catch {
    return [];
  }
}

/** Writes the uplinks, whole or not at all. The caller holds the journal's lock. */
export function writeUplinks(directory: string, uplinks: readonly PlaceUplink[]): void {
  const fresh = join(directory, '.uplinks.json.tmp');
  try {
    writeFileSync(fresh, `${JSON.stringify(uplinks)}\n`, { mode: 0o600 });
    renameSync(fresh, fileIn(directory));
  } catch {
    // The next change then looks at the host, as where rules are missing.
  }
}

function fileIn(directory: string): string {
  return join(directory, 'uplinks.json');
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

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
