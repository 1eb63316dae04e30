import type { Operation } from '@vpcctl/sdk';
import { commandLine } from '../process/quote.js';

/**
 * A conntrack flush as lines for people. Which connections it ends depends on the connections that
 * there are. Pure.
 */
export function renderFlush(flush: Operation<'conntrack.flush'>): string[] {
  const which =
    flush.opened.length === 0
      ? 'that the policy does not open'
      : 'that the policy does not open, or that goes past a forward';
  return [
    commandLine(['conntrack', ...listOptions(flush)]),
    `${commandLine(['conntrack', '--load-file', '-'])}  # with -D for each ${which}`,
  ];
}

/** The options that list the connections to look at: for forwards also those of no VPC. Pure. */
export function listOptions({ vpcs, opened }: Operation<'conntrack.flush'>): string[] {
  const mark = opened.length === 0 ? ['--mark', markOption(vpcs)] : [];
  return ['-L', '-f', 'ipv4', ...mark];
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
