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

/** New connections to ports of the host become the VPC's, and go to its machines in turn. */
export function portForwardRules(forward: PortForward['attributes']): RulesetFragment {
  const name = `forward/${forward.name}`;
  const [target, ...others] = forward.targets;
  if (target === undefined) return fragment({});
  const branches = others.length === 0 ? [] : forward.targets.map((_, place) => `${name}/${place}`);
  const own: ChainPart = chain(
    'inet',
    name,
    // Another VPC does not get in this way.
    rule(unequal(meta('iifname'), forward.bridge), equal(meta('iifname'), '@bridges'), goBack),
    rule(assign(meta('mark'), forward.segment)),
    rule(assign(ct('mark'), forward.segment)),
    rule(equal(meta('iifname'), forward.bridge), assign(meta('mark'), hairpinOf(forward))),
    ...(branches.length === 0 ? lead(forward, target) : [rule(inTurn(branches))]),
  );
  return fragment({
    chains: [
      own,
      ...forward.targets
        .slice(0, branches.length)
        .map((each, place) => chain('inet', `${name}/${place}`, ...lead(forward, each))),
    ],
    elements: [entrance(forward, name)],
  });
}

function entrance(
  { listen, protocol, ports }: PortForward['attributes'],
  name: string,
): ElementPart {
  const { from, to } = ports;
  const port: Json = from === to ? from : { range: [from, to] };
  return listen === null
    ? element('inet', 'forwards', [protocol, port], jump(name))
    : element('inet', 'listeners', [listen, protocol, port], jump(name));
}

/** A range that is moved takes a rule a port: nft has no offset for ports. */
function lead(
  { protocol, ports: { from, to } }: PortForward['attributes'],
  { address, port }: PortForward['attributes']['targets'][number],
): RulePart[] {
  if (port === from) return [rule(dnat(address))];
  if (from === to) return [rule(equal(meta('l4proto'), protocol), dnat(address, port))];
  const places = Array.from({ length: to - from + 1 }, (_, place) => place);
  return places.map((place) =>
    rule(equal(payload(protocol, 'dport'), from + place), dnat(address, port + place)),
  );
}
