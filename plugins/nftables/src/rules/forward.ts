import { type Forward, hairpinOf, type Json } from '@vpcctl/sdk';
import {
  assign,
  type ChainPart,
  chain,
  ct,
  dnat,
  type ElementPart,
  element,
  equal,
  goBack,
  inTurn,
  jump,
  meta,
  type Parts,
  parts,
  payload,
  type RulePart,
  rule,
  unequal,
} from '../ruleset/objects.js';

/** New connections to ports of the host become the VPC's, and go to its machines in turn. */
export function forwardParts(forward: Forward['attributes']): Parts {
  const name = `forward/${forward.name}`;
  const [target, ...others] = forward.targets;
  if (target === undefined) return parts({});
  const branches = others.length === 0 ? [] : forward.targets.map((_, place) => `${name}/${place}`);
  const own: ChainPart = chain(
    'inet',
    name,
    // Another VPC does not get in this way.
    rule(unequal(meta('iifname'), forward.bridge), equal(meta('iifname'), '@bridges'), goBack),
    rule(assign(meta('mark'), forward.zone)),
    rule(assign(ct('mark'), forward.zone)),
    rule(equal(meta('iifname'), forward.bridge), assign(meta('mark'), hairpinOf(forward))),
    ...(branches.length === 0 ? lead(forward, target) : [rule(inTurn(branches))]),
  );
  return parts({
    chains: [
      own,
      ...forward.targets
        .slice(0, branches.length)
        .map((each, place) => chain('inet', `${name}/${place}`, ...lead(forward, each))),
    ],
    elements: [entrance(forward, name)],
  });
}

function entrance({ listen, protocol, ports }: Forward['attributes'], name: string): ElementPart {
  const { from, to } = ports;
  const port: Json = from === to ? from : { range: [from, to] };
  return listen === null
    ? element('inet', 'forwards', [protocol, port], jump(name))
    : element('inet', 'listeners', [listen, protocol, port], jump(name));
}

/** A range that is moved takes a rule a port: nft has no offset for ports. */
function lead(
  { protocol, ports: { from, to } }: Forward['attributes'],
  { address, port }: Forward['attributes']['targets'][number],
): RulePart[] {
  if (port === from) return [rule(dnat(address))];
  if (from === to) return [rule(equal(meta('l4proto'), protocol), dnat(address, port))];
  const places = Array.from({ length: to - from + 1 }, (_, place) => place);
  return places.map((place) =>
    rule(equal(payload(protocol, 'dport'), from + place), dnat(address, port + place)),
  );
}
