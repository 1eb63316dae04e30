import { type DeniedLog, deniedPrefix } from '@vpcctl/sdk';
import { iif } from '../ruleset/matches.js';
import {
  type ChainPart,
  chain,
  element,
  equal,
  type Family,
  fragment,
  goBack,
  jump,
  logTo,
  type RulesetFragment,
  rule,
} from '../ruleset/objects.js';

/** Shows the denied packets of a VPC to the readers of its groups. */
export function deniedLogRules(log: DeniedLog['attributes']): RulesetFragment {
  const { vpc, bridge, ports, groups } = log;
  const showing = (family: Family, side: 'from' | 'to'): ChainPart => {
    const prefix = deniedPrefix(side, vpc);
    const rules = groups.map((group) =>
      rule(`show the packet to the reader of group ${group}`, ...logTo(group, prefix)),
    );
    const inside = rule('a packet inside the VPC was shown already', equal(iif, bridge), goBack);
    return chain(family, `denied-${side}/${vpc}`, ...(side === 'to' ? [inside] : []), ...rules);
  };
  const from = jump(`denied-from/${vpc}`);
  return fragment({
    chains: [showing('inet', 'from'), showing('inet', 'to'), showing('bridge', 'from')],
    elements: [
      element('inet', 'denied-from', [bridge], from),
      element('inet', 'denied-to', [bridge], jump(`denied-to/${vpc}`)),
      ...ports.map((port) => element('bridge', 'denied-from', [port], from)),
    ],
  });
}
