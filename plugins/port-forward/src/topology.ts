import {
  countOf,
  type FeatureTopology,
  isSameJson,
  type State,
  type TopologyPlace,
  topologyKey,
} from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { addForwards } from './add.js';
import { parsePorts } from './ports.js';
import { removeForwards } from './remove.js';
import { type Forward, keyOf, type Ports, portsText, selectForwards } from './state.js';

const PORTS = 'must be ports of the host and of the workload: "8080:80", "53:53/udp"';

const listSchema = z
  .array(
    z.union(
      [
        z.string(),
        z.strictObject({
          ports: z.string().describe('Ports as the command takes them: 8080:80/tcp.'),
          listen: z.string().describe('The address of the host.'),
        }),
      ],
      { error: PORTS },
    ),
    { error: 'must be a list of ports: ["8080:80"]' },
  )
  .describe('Ports of the host that are forwarded to this workload alone.');

const sharedSchema = z
  .array(
    z.strictObject({
      ports: z.string().describe('Ports as the command takes them: 8080:80/tcp.'),
      to: z.array(z.string()).min(2).describe('SUBNET or SUBNET/INSTANCE, in turn.'),
      listen: z.string().optional().describe('The address of the host. Default: all.'),
    }),
    { error: 'must be a list such as [{ports: "8080:80", to: [web/web1, web/web2]}]' },
  )
  .describe('Ports of the host whose connections several workloads get in turn.');

/** A forward as files have it, whichever key it stands at. */
interface Wanted {
  readonly ports: Ports;
  readonly targets: readonly string[];
  readonly listen: string | null;
}

type ListItem = z.infer<typeof listSchema>[number];

/** `forward` of a subnet or instance: the forwards to it alone. */
function forwardOf(level: 'subnet' | 'instance') {
  const wantedAt = (place: TopologyPlace, items: readonly ListItem[]): Wanted[] =>
    items.map((item) => {
      const { ports, listen } = typeof item === 'string' ? { ports: item, listen: null } : item;
      return { ports: parsePorts(ports), targets: [place.slice(1).join('/')], listen };
    });
  const isHere = (place: TopologyPlace) => (forward: Forward) =>
    isSameJson(forward.targets, [place.slice(1).join('/')]);
  return topologyKey<ListItem[]>({
    level,
    name: 'forward',
    schema: listSchema,
    read: (state, place) => {
      const here = forwardsAt(state, place, isHere(place));
      if (here.length === 0) return undefined;
      return here.map(({ listen, ...forward }) => {
        const ports = portsText(forward);
        return listen === null ? ports : { ports, listen };
      });
    },
    requests: (state, place, items) =>
      requests(state, place, isHere(place), wantedAt(place, items ?? [])),
    describe: (_state, _place, items) => describe(items?.length ?? 0),
  });
}

/** `forwards` of a VPC: those with several targets. */
const shared = topologyKey<z.infer<typeof sharedSchema>>({
  level: 'vpc',
  name: 'forwards',
  schema: sharedSchema,
  read: (state, place) => {
    const here = forwardsAt(state, place, isShared);
    if (here.length === 0) return undefined;
    return here.map(({ listen, targets, ...forward }) => ({
      ...{ ports: portsText(forward), to: [...targets] },
      ...(listen !== null && { listen }),
    }));
  },
  requests: (state, place, items) => {
    const wanted = (items ?? []).map(({ ports, to, listen = null }) => ({
      ports: parsePorts(ports),
      targets: to,
      listen,
    }));
    return requests(state, place, isShared, wanted);
  },
  describe: (_state, _place, items) => describe(items?.length ?? 0),
});

export const forwardTopology: FeatureTopology = {
  keys: [forwardOf('subnet'), forwardOf('instance'), shared],
};

function isShared({ targets }: Forward): boolean {
  return targets.length > 1;
}

function forwardsAt(
  state: State,
  [vpc]: TopologyPlace,
  isHere: (forward: Forward) => boolean,
): Forward[] {
  return Object.values(selectForwards(state)).filter((each) => each.vpc === vpc && isHere(each));
}

/** Removes the forwards of a place that are not wanted, then adds those that are missing. */
function requests(
  state: State,
  place: TopologyPlace,
  isHere: (forward: Forward) => boolean,
  wanted: readonly Wanted[],
) {
  const [vpc = ''] = place;
  const now = forwardsAt(state, place, isHere);
  const whole = wanted.map(({ ports, targets, listen }) => ({
    ...{ vpc, targets: [...targets], listen },
    ...ports,
  }));
  const gone = now.filter((each) => !whole.some((other) => isSame(each, other)));
  const fresh = whole.filter((each) => !now.some((other) => isSame(each, other)));
  return [
    ...gone.map(({ listen, ...forward }) => ({
      type: removeForwards.type,
      input: { vpc, ports: [portsText(forward)], listen },
    })),
    ...fresh.map(({ targets, listen, ...forward }) => ({
      type: addForwards.type,
      input: { vpc, targets, ports: [portsText(forward)], listen },
    })),
  ];
}

function isSame(one: Forward, other: Forward): boolean {
  return (
    keyOf(one) === keyOf(other) &&
    one.target === other.target &&
    isSameJson(one.targets, other.targets)
  );
}

function describe(count: number): string {
  return count === 0 ? 'has no forward any more' : `has ${countOf(count, 'forward')}`;
}
