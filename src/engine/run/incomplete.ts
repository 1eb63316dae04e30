import { VpcctlError } from '@vpcctl/sdk';
import { entriesInWords, missingPlugins } from '../missing/missing-plugins.js';
import type { UnknownEvent } from '../missing/unknown-events.js';
import { describeMissing } from '../repair/describe-missing.js';
import type { Missing } from '../repair/progress.js';

/**
 * The error for a replay that could not do all: what is missing, why, and what to do.
 * @param missing the resources that could not be fixed
 * @param total how many resources the host should have
 * @param unknown the events whose plugin is not installed
 */
export function incompleteReplay(
  missing: readonly Missing[],
  total: number,
  unknown: readonly UnknownEvent[],
): VpcctlError {
  const plugins = missingPlugins(unknown);
  const count = missing.flatMap(({ what }) => what).length;
  const causes = [
    ...(count === 0 ? [] : [`${count} of ${total} resources are missing or wrong`]),
    ...plugins.map(
      ({ title, entries }) => `${entriesInWords(entries)} not applied without ${title}`,
    ),
  ];
  const advice = [
    ...missing.flatMap(({ error }) => error?.hints ?? []),
    ...plugins.map(({ hint }) => hint),
  ];
  return new VpcctlError(`the host could not be made to match the journal: ${causes.join('; ')}`, {
    code: 'REPLAY_INCOMPLETE',
    category: 'host',
    hints: [
      ...describeMissing(missing),
      ...new Set(advice),
      ...(plugins.length === 0
        ? []
        : ['what these plugins made on the host stays, but for the packet policy']),
      'everything else is in place; fix these causes, then: vpcctl replay',
    ],
  });
}
