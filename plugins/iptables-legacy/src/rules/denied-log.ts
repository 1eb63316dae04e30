import { type DeniedLog, deniedPrefix } from '@vpcctl/sdk';
import { DENYING } from '../ruleset/denied.js';
import {
  element,
  fragment,
  inBy,
  logTo,
  matches,
  outBy,
  type RulesetFragment,
} from '../ruleset/objects.js';

/** Shows the denied packets of a VPC to the readers of its groups. */
export function deniedLogRules(log: DeniedLog['attributes']): RulesetFragment {
  const sides = [
    ['from', inBy(log.bridge)],
    // A packet inside the VPC is shown once.
    ['to', matches(`! ${inBy(log.bridge)}`, outBy(log.bridge))],
  ] as const;
  return fragment({
    elements: DENYING.flatMap((table) =>
      log.groups.flatMap((group) =>
        sides.map(([side, match]) => {
          const why = `show the packet to the reader of group ${group}`;
          return element(table, 'DENIED', why, [
            match,
            ...logTo(group, deniedPrefix(side, log.vpc)),
          ]);
        }),
      ),
    ),
  });
}
