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
  matches,
  oneIn,
  type RulesetFragment,
  rule,
  setOf,
  to,
  toHost,
} from '../ruleset/objects.js';
import { portMatch } from '../ruleset/ports.js';

/** Sends new connections to ports of the host to the VPC's workloads, in turn. */
export function portForwardRules(forward: PortForward['attributes']): RulesetFragment {
  const { bridge, segment, listen, protocol, ports, targets } = forward;
  const name = `FORWARD-${forward.name}`;
  const address = listen === null ? '' : to(listen);
  const ofHost = listen === null ? toHost : '';
  const match = matches(address, portMatch(protocol, ports), ofHost);
  return fragment({
    chains: [
      chain(
        'nat',
        name,
        rule('select the routing table of the VPC', [mark(segment)]),
        rule('remember the VPC of the connection', [markConnection(segment)]),
        rule('select the hairpin routing table for workloads of the VPC itself', [
          inBy(bridge),
          mark(hairpinOf(forward)),
        ]),
        ...targets.map((target, place) =>
          rule('send the connection to the workload, or in turn to one of several', [
            `-p ${protocol}`,
            oneIn(targets.length - place),
            dnat(destination(ports, target)),
          ]),
        ),
      ),
    ],
    elements: [
      element('nat', 'FORWARDED-PORTS', `forward ${forward.name} for everyone outside the VPCs`, [
        match,
        goto(name),
      ]),
      element('nat', setOf(bridge, 'FORWARDS'), `forward ${forward.name} for the VPC itself`, [
        match,
        goto(name),
      ]),
    ],
  });
}

/**
 * As it is printed: without ports where they stay the same, and with the range's start where it
 * shifts.
 */
function destination(
  { from, to: last }: PortForward['attributes']['ports'],
  { address, port }: PortForward['attributes']['targets'][number],
): string {
  if (port === from) return address;
  if (from === last) return `${address}:${port}`;
  return `${address}:${port}-${port + last - from}/${from}`;
}
