/**
 * The narrowest `VALUE/MASK` that all of some marks match, for `conntrack --mark`: the kernel leaves out nearly all else
 * (CTA_MARK_MASK). Pure.
 */
export function markOption(marks: readonly number[]): string {
  const [first = 0] = marks;
  const differing = marks.reduce((bits, mark) => bits | (mark ^ first), 0);
  // A mask is of one run of ones: the highest bit that differs, and all below it, say nothing.
  const mask = differing === 0 ? 0xffffffff : (-1 << (32 - Math.clz32(differing))) >>> 0;
  return `${(first & mask) >>> 0}/0x${mask.toString(16)}`;
}
