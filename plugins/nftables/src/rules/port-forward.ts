import { hairpinOf, type Json, type PortForward } from '@vpcctl/sdk';
import {
  assign,
  type ChainPart,
  chain,
  ct,
  dnat,
  type ElementPart,
  element,
  equal,
  fragment,
  goBack,
  inTurn,
  jump,
  meta,
  payload,
  type RulePart,
  type RulesetFragment,
  rule,
  unequal,
} from '../ruleset/objects.js';

/** Sends new connections to ports of the host to the VPC's workloads, in turn. */
export function portForwardRules(forward: PortForward['attributes']): RulesetFragment {
  const name = `forward/${forward.name}`;
  const [target, ...others] = forward.targets;
  if (target === undefined) return fragment({});
  const branches = others.length === 0 ? [] : forward.targets.map((_, place) => `${name}/${place}`);
  const own: ChainPart = chain(
    'inet',
    name,
    rule(
      'keep other VPCs out',
      unequal(meta('iifname'), forward.bridge),
      equal(meta('iifname'), '@bridges'),
      goBack,
    ),
    rule('select the routing table of the VPC', assign(meta('mark'), forward.segment)),
    rule('remember the VPC of the connection', assign(ct('mark'), forward.segment)),
    rule(
      'select the hairpin routing table for workloads of the VPC itself',
      equal(meta('iifname'), forward.bridge),
      assign(meta('mark'), hairpinOf(forward)),
    ),
    ...(branches.length === 0
      ? redirect(forward, target)
      : [rule('take the targets in turn', inTurn(branches))]),
  );
  return fragment({
    chains: [
      own,
      ...forward.targets
        .slice(0, branches.length)
        .map((each, place) => chain('inet', `${name}/${place}`, ...redirect(forward, each))),
    ],
    elements: [portElement(forward, name)],
  });
}

function portElement(
  { listen, protocol, ports }: PortForward['attributes'],
  name: string,
): ElementPart {
  const { from, to } = ports;
  const port: Json = from === to ? from : { range: [from, to] };
  return listen === null
    ? element('inet', 'forwarded-ports', [protocol, port], jump(name))
    : element('inet', 'forwarded-address-ports', [listen, protocol, port], jump(name));
}

/** A shifted range needs a rule for each port: nft has no offset for ports. */
function redirect(
  { protocol, ports: { from, to } }: PortForward['attributes'],
  { address, port }: PortForward['attributes']['targets'][number],
): RulePart[] {
  if (port === from) return [rule('send the connection to the workload, same port', dnat(address))];
  const why = 'send the connection to the port of the workload';
  if (from === to) return [rule(why, equal(meta('l4proto'), protocol), dnat(address, port))];
  const places = Array.from({ length: to - from + 1 }, (_, place) => place);
  return places.map((place) =>
    rule(why, equal(payload(protocol, 'dport'), from + place), dnat(address, port + place)),
  );
}
