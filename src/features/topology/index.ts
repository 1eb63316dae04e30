import {
  afterRename,
  defineFeature,
  event,
  type OwnedByTopology,
  RENAMED,
  type Renamed,
} from '@vpcctl/sdk';
import { applyTopology, ownTopology, type TopologyOwned } from './apply.js';
import { ownedBy, selectTopologies, TOPOLOGY_FEATURE, type TopologySlice } from './state.js';

/** What topology files have made. What is deleted by hand is theirs no more. */
export const topologyFeature = defineFeature<TopologySlice>({
  name: TOPOLOGY_FEATURE,
  initial: {},
  intents: [applyTopology, ownTopology],
  evolve: {
    [ownTopology.type]: (slice, { name, objects, keys }: TopologyOwned) => {
      const { [name]: _, ...rest } = slice;
      const isEmpty = objects.length === 0 && Object.keys(keys).length === 0;
      return isEmpty ? rest : { ...rest, [name]: { objects, keys } };
    },
    'vpc.delete': (slice, { name }: { name: string }) => without(slice, [name]),
    'subnet.delete': (slice, { vpc, name }: { vpc: string; name: string }) =>
      without(slice, [vpc, name]),
    'instance.delete': withoutInstance,
    'instance.detach': withoutInstance,
    'peering.remove': (slice, { vpcs }: { vpcs: readonly string[] }) =>
      omit(slice, (id) => id === `peerings ${[...vpcs].sort().join('/')}`),
    [RENAMED]: (slice, renamed: Renamed) =>
      Object.fromEntries(
        Object.entries(slice).map(([name, { objects, keys }]) => {
          const owned = {
            objects: objects.map((id) => renamedObject(id, renamed)),
            keys: Object.fromEntries(
              Object.entries(keys).map(([id, hash]) => [renamedKey(id, renamed), hash]),
            ),
          };
          return [name, owned];
        }),
      ),
  },
  topology: {
    record: {
      ownedBy,
      applied: (applied) => ({ type: applyTopology.type, input: applied }),
      own: (name, owned) => ({ type: ownTopology.type, input: { name, ...owned } }),
    },
  },
  restate: (state) =>
    Object.entries(selectTopologies(state)).map(([name, owned]) =>
      event(ownTopology, { name, ...owned }),
    ),
});

function withoutInstance(
  slice: TopologySlice,
  { vpc, subnet, name }: { vpc: string; subnet: string; name: string },
): TopologySlice {
  return without(slice, [vpc, subnet, name]);
}

/** `subnets shop/web`; what is between VPCs has the names of both. */
function renamedObject(id: string, renamed: Renamed): string {
  const [list = '', place = ''] = id.split(' ');
  if (list !== 'peerings') return `${list} ${afterRename(renamed, place)}`;
  const vpcs = place.split('/').map((vpc) => afterRename(renamed, vpc));
  return `${list} ${vpcs.sort().join('/')}`;
}

/** `shop/web#firewall` */
function renamedKey(id: string, renamed: Renamed): string {
  const at = id.indexOf('#');
  return afterRename(renamed, id.slice(0, at)) + id.slice(at);
}

/** Without an object, all in it, and the peerings of a VPC. */
function without(slice: TopologySlice, place: readonly string[]): TopologySlice {
  const label = place.join('/');
  return omit(slice, (id) => {
    const [list, names = ''] = id.includes(' ') ? id.split(' ') : ['', id.split('#')[0]];
    if (list === 'peerings') return place.length === 1 && names.split('/').includes(label);
    return names === label || names.startsWith(`${label}/`);
  });
}

/** Without the objects and keys that `isGone` is true for. */
function omit(slice: TopologySlice, isGone: (id: string) => boolean): TopologySlice {
  return Object.fromEntries(
    Object.entries(slice).flatMap(([name, { objects, keys }]): [string, OwnedByTopology][] => {
      const left = {
        objects: objects.filter((id) => !isGone(id)),
        keys: Object.fromEntries(Object.entries(keys).filter(([id]) => !isGone(id))),
      };
      const isEmpty = left.objects.length === 0 && Object.keys(left.keys).length === 0;
      return isEmpty ? [] : [[name, left]];
    }),
  );
}
