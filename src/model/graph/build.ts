import { type DrawnEdge, type DrawnParts, groupBy, type State } from '@vpcctl/sdk';
import { selectFirewalls } from '../../features/firewall/state.js';
import { labelsOf } from '../../features/labels/state.js';
import { type Peering, selectPeerings } from '../../features/peering/state.js';
import {
  instancesOf,
  requireVpc,
  type Subnet,
  selectVpcs,
  subnetsOf,
  type Vpc,
} from '../network/index.js';
import { ownValue } from '../records.js';
import { allBoxes, type Box, type Edge, type Fact, type Graph, HOST, uplinkId } from './graph.js';
import { policyFacts } from './policy.js';

/** What a feature adds to a drawing, with the feature's name. */
export interface FeatureParts extends DrawnParts {
  readonly feature: string;
}

/**
 * The graph of a state: its VPCs in the order of creation, and what connects them. Pure.
 * @param parts what features add to it
 */
export function graphOf(state: State, parts: readonly FeatureParts[] = []): Graph {
  const vpcs = Object.values(selectVpcs(state));
  const notes = groupBy(
    parts.flatMap((each) => each.notes),
    ({ place }) => [place],
  );
  const notesOf = (place: string) => notes.get(place)?.map(({ text }) => text) ?? [];
  const boxes = vpcs.map((vpc) => vpcBox(state, vpc, notesOf));
  const known = new Set(allBoxes(boxes).map(({ id }) => id));
  const own = [
    ...vpcs.filter((vpc) => isPublic(state, vpc)).map(uplinkEdge),
    ...Object.entries(selectPeerings(state)).map(([key, each]) => peeringEdge(state, key, each)),
    ...parts.flatMap(({ feature, edges }) => edges.map((edge) => partEdge(feature, edge))),
  ];
  const edges = own.filter(({ from, to }) =>
    [from, to].every((id) => id.startsWith('@') || known.has(id)),
  );
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return { boxes: [...outside(vpcs, ends), ...boxes], edges };
}

type NotesOf = (place: string) => readonly string[];

function vpcBox(state: State, vpc: Vpc, notesOf: NotesOf): Box {
  return {
    id: vpc.name,
    kind: 'vpc',
    name: vpc.name,
    facts: [fact('network', vpc.cidr), ...sharedFacts(state, vpc.name, notesOf)],
    inside: subnetsOf(state, vpc.name).map((subnet) => subnetBox(state, subnet, notesOf)),
    mark: null,
  };
}

function subnetBox(
  state: State,
  { vpc, name, cidr, type, address }: Subnet,
  notesOf: NotesOf,
): Box {
  const id = `${vpc}/${name}`;
  const policy = ownValue(selectFirewalls(state), id);
  return {
    id,
    kind: 'subnet',
    name,
    facts: [
      fact('network', cidr),
      fact('type', type),
      fact('address', address),
      ...(policy === undefined ? [] : policyFacts(policy)),
      ...sharedFacts(state, id, notesOf),
    ],
    inside: instancesOf(state, vpc, name).map((instance) => ({
      id: `${id}/${instance.name}`,
      kind: 'instance',
      name: instance.name,
      facts: [
        fact('address', instance.address),
        ...sharedFacts(state, `${id}/${instance.name}`, notesOf),
      ],
      inside: [],
      mark: null,
    })),
    mark: null,
  };
}

function sharedFacts(state: State, place: string, notesOf: NotesOf): Fact[] {
  const labels = Object.entries(labelsOf(state, place));
  return [
    ...notesOf(place).map((text) => fact('note', text)),
    ...labels.map(([key, value]) => fact('label', value === '' ? key : `${key}=${value}`)),
  ];
}

function fact(kind: Fact['kind'], text: string): Fact {
  return { kind, text, mark: null };
}

/** Only what a public subnet opens leaves a VPC by its uplink. */
function isPublic(state: State, { name }: Vpc): boolean {
  return subnetsOf(state, name).some(({ type }) => type === 'public');
}

function uplinkEdge({ name, uplink }: Vpc): Edge {
  const to = uplinkId(uplink?.interface ?? null);
  return {
    id: `uplink ${name}`,
    kind: 'uplink',
    from: name,
    to,
    label: '',
    directed: true,
    mark: null,
  };
}

/** A peering of whole VPCs has no label: what takes part is in the boxes. */
function peeringEdge(state: State, key: string, { vpcs: [from, to], cidrs }: Peering): Edge {
  const whole = [from, to].map((name) => requireVpc(state, name).cidr);
  const isWhole = cidrs.every((each, side) => each.length === 1 && each[0] === whole[side]);
  const label = isWhole ? '' : cidrs.map((each) => each.join(', ')).join(' ↔ ');
  return { id: `peering ${key}`, kind: 'peering', from, to, label, directed: false, mark: null };
}

function partEdge(feature: string, { id, kind, from, to, label }: DrawnEdge): Edge {
  return {
    id: `${feature} ${id}`,
    kind,
    from: from === 'host' ? HOST : from.place,
    to: to.place,
    label,
    directed: true,
    mark: null,
  };
}

/** The boxes of uplinks and of the host, those that an edge ends at. */
function outside(vpcs: readonly Vpc[], ends: ReadonlySet<string>): Box[] {
  const names = new Set(vpcs.map(({ uplink }) => uplink?.interface ?? null));
  const boxes = [...names].map(
    (name): Box => ({
      id: uplinkId(name),
      kind: 'uplink',
      name: 'internet',
      facts: [fact('uplink', name === null ? "by the host's own route" : `by ${name}`)],
      inside: [],
      mark: null,
    }),
  );
  const host: Box = {
    id: HOST,
    kind: 'host',
    name: 'this host',
    facts: [fact('uplink', 'forwarded ports')],
    inside: [],
    mark: null,
  };
  return [...boxes, host].filter(({ id }) => ends.has(id));
}
