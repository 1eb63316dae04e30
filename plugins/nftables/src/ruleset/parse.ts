/** What `nft -j list table` prints. Loaded only by `observe`, for zod's sake. */
import type { Json } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import type { NftObject } from './write.js';

const json: z.ZodType<Json> = z.json();
const listing = z.object({ nftables: z.array(z.record(z.string(), z.record(z.string(), json))) });

/**
 * The objects of a listing; null when it is none. nft 1.0.6 prints broken JSON for a table with
 * flags (`dormant`), and none of ours has any.
 */
export function parseListing(text: string): NftObject[] | null {
  const parsed = listing.safeParse(asJson(text));
  return parsed.success ? parsed.data.nftables : null;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
