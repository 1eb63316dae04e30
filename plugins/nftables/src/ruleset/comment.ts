import { plainDescription } from '@vpcctl/sdk';

/** The longest comment that nft takes for a rule (NFTNL_UDATA_COMMENT_MAXLEN). */
const MAX_BYTES = 128;

/**
 * A rule's comment: the user's description, or `otherwise` where that is blank. Double quotes
 * become single ones, since a saved ruleset can't escape them.
 */
export function comment(description: string | null, otherwise: string): string {
  const text = plainDescription(description, MAX_BYTES).replaceAll('"', "'");
  return text === '' ? otherwise : text;
}
