import { plainDescription } from '@vpcctl/sdk';

/** The longest comment that iptables takes: XT_MAX_COMMENT_LEN is 256, with the zero at the end. */
const MAX_BYTES = 255;

/** A comment, as iptables-legacy-save prints it: quoted where it is more than one plain word. */
export const COMMENT = /-m comment --comment (?:"(?:\\.|[^"\\])*"|[\w-]+)/;

/** A rule's comment: the user's description, or `otherwise` where that is blank. */
export function comment(description: string | null, otherwise: string): string {
  const text = plainDescription(description, MAX_BYTES);
  return text === '' ? otherwise : text;
}

/** A match that any packet passes, and that carries the comment. */
export function commentMatch(text: string): string {
  return `-m comment --comment ${quoted(text)}`;
}

/** As iptables-legacy-save prints a word (xtables_save_string), and restore reads it back. */
function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}
