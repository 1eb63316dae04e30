import { plainDescription } from '@vpcctl/sdk';

/** What nft takes in a rule's comment (NFTNL_UDATA_COMMENT_MAXLEN). */
const MAX_BYTES = 128;

/** A description as a rule's comment, or null where it says nothing. A saved ruleset's language can't escape quotes. */
export function comment(description: string | null): string | null {
  const text = plainDescription(description, MAX_BYTES).replaceAll('"', "'");
  return text === '' ? null : text;
}
