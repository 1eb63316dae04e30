import type { Operation } from '@vpcctl/sdk';
import { commandLine } from '../process/quote.js';

/**
 * A conntrack flush as lines for people. Which connections it ends depends on the connections that
 * there are. Pure.
 */
export function renderFlush({ vpcs }: Operation<'conntrack.flush'>): string[] {
  return [
    commandLine(['conntrack', '-L', '-f', 'ipv4', '--mark', markOption(vpcs)]),
    `${commandLine(['conntrack', '--load-file', '-'])}  # with -D for each that the policy does not open`,
  ];
}

/** `VALUE/MASK` of {@link commonMark}, for `conntrack --mark`. Pure. */
export function markOption(marks: readonly number[]): string {
  const { mark, mask } = commonMark(marks);
  return `${mark}/0x${mask.toString(16)}`;
}

/**
 * The narrowest value and mask that all of some marks match. With it the kernel leaves out nearly
 * all other connections (CTA_MARK_MASK). Pure.
 */
export function commonMark(marks: readonly number[]): { mark: number; mask: number } {
  const [first = 0] = marks;
  const differing = marks.reduce((bits, mark) => bits | (mark ^ first), 0);
  // The mask is one run of ones: it leaves out the highest bit that differs, and all below it.
  const mask = differing === 0 ? 0xffffffff : (-1 << (32 - Math.clz32(differing))) >>> 0;
  return { mark: (first & mask) >>> 0, mask };
}
