import { hairpinOf, type PortForward } from '@vpcctl/sdk';
import {
  chain,
  dnat,
  element,
  fragment,
  goto,
  inBy,
  mark,
  markConnection,
  oneIn,
  portMatch,
  type RulesetFragment,
  rule,
  setOf,
  to,
  toHost,
} from '../ruleset/objects.js';

/** New connections to ports of the host become the VPC's, and go to its machines in turn. */
export function portForwardRules(forward: PortForward['attributes']): RulesetFragment {
  const { bridge, segment, listen, protocol, ports, targets } = forward;
  const name = `FORWARD-${forward.name}`;
  const address = listen === null ? '' : to(listen);
  const ofHost = listen === null ? toHost : '';
  const match = rule(address, portMatch(protocol, ports), ofHost);
  return fragment({
    chains: [
      chain(
        'nat',
        name,
        rule(mark(segment)),
        rule(markConnection(segment)),
        rule(inBy(bridge), mark(hairpinOf(forward))),
        ...targets.map((target, place) =>
          rule(`-p ${protocol}`, oneIn(targets.length - place), dnat(destination(ports, target))),
        ),
      ),
    ],
    elements: [
      element('nat', 'FORWARDS', match, goto(name)),
      // From behind its own bridge.
      element('nat', setOf(bridge, 'FORWARDS'), match, goto(name)),
    ],
  });
}

/** As it is printed: nothing of the ports where they stay, and what a range starts at where it is moved. */
function destination(
  { from, to: last }: PortForward['attributes']['ports'],
  { address, port }: PortForward['attributes']['targets'][number],
): string {
  if (port === from) return address;
  if (from === last) return `${address}:${port}`;
  return `${address}:${port}-${port + last - from}/${from}`;
}
