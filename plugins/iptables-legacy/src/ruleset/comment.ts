import { plainDescription } from '@vpcctl/sdk';

/** What iptables takes in a rule's comment (XT_MAX_COMMENT_LEN is 256, with the zero at the end). */
const MAX_BYTES = 255;

/** A description as a match that says it, or nothing where it says nothing. */
export function commentMatch(description: string | null): string {
  const text = plainDescription(description, MAX_BYTES);
  return text === '' ? '' : `-m comment --comment ${quoted(text)}`;
}

/** As iptables-legacy-save prints a word (xtables_save_string), and restore reads it back. */
function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}
