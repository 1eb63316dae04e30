import type { ConntrackFlush } from '@vpcctl/sdk';
import { commandLine } from '../process/quote.js';
import { markOption } from './mark.js';

/** A sweep as lines for people. Which connections end depends on which there are. Pure. */
export function renderFlush({ vpcs }: ConntrackFlush): string[] {
  return [
    commandLine(['conntrack', '-L', '-f', 'ipv4', '--mark', markOption(vpcs)]),
    `${commandLine(['conntrack', '--load-file', '-'])}  # with -D for each that the policy does not open`,
  ];
}
