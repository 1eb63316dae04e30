import type { NftObject } from './ruleset/write.js';

/**
 * The objects of a listing, which `nft -j list table` prints; null when it is none. Only its frame
 * is checked, since all JSON is content, and there may be 10,000 rules. nft 1.0.6 prints broken
 * JSON for a table with flags (`dormant`), and none of ours has any.
 */
export function parseListing(text: string): NftObject[] | null {
  const listing = asJson(text);
  return isListing(listing) ? listing.nftables : null;
}

function isListing(value: unknown): value is { nftables: NftObject[] } {
  if (!isRecord(value) || !('nftables' in value) || !Array.isArray(value.nftables)) return false;
  return value.nftables.every((each) => isRecord(each) && Object.values(each).every(isRecord));
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
