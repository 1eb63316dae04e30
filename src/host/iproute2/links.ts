import {
  about,
  type Bridge,
  isSameJson,
  type Namespace,
  type NamespaceAlias,
  type Operation,
  type Resource,
  type Veth,
} from '@vpcctl/sdk';
import type { CompileContext, KindCompiler } from './kind-compiler.js';
import {
  DISABLED,
  deviationsOf,
  FORGETS,
  LEARNS_NOTHING,
  NO_ARP,
  NO_BROADCASTS,
  PEER_NO_ARP,
  SPANNING_TREE,
  VLAN_FILTERING,
} from './observe-links.js';

export const namespace: KindCompiler<Namespace> = {
  create: (after) => [
    { op: 'namespace.add', phase: 'create', namespace: null, ...after.attributes, ...about(after) },
    loopback(after),
  ],
  update: (_, after) => [loopback(after)],
  // While processes run in it, only the name goes. Its links are resources, and were deleted
  // before.
  delete: (before) => [deleteName(before)],
};

function loopback(resource: Namespace): Operation {
  const { name } = resource.attributes;
  const set = { namespace: name, link: 'lo', up: true };
  return { op: 'link.set', phase: 'configure', ...set, ...about(resource) };
}

export const namespaceAlias: KindCompiler<NamespaceAlias> = {
  create: (after) => [
    {
      op: 'namespace.attach',
      // Before `create`, which puts the guest end into the namespace by this name.
      phase: 'filter',
      namespace: null,
      ...after.attributes,
      ...about(after),
    },
  ],
  update: (before, after, context) => [
    ...namespaceAlias.delete(before, context),
    ...namespaceAlias.create(after, context),
  ],
  delete: (before) => [deleteName(before)],
};

function deleteName(resource: Namespace | NamespaceAlias): Operation {
  const { name } = resource.attributes;
  return {
    op: 'namespace.delete',
    phase: 'detach',
    namespace: null,
    name,
    ...about(resource),
  };
}

/**
 * In hundredths of a second. Ports are not flooded, so the bridge must not forget a learned MAC.
 */
const NEVER = 4_294_967_295;

export const bridge: KindCompiler<Bridge> = {
  create(after, context) {
    const { name, mac } = after.attributes;
    const device = { kind: 'bridge', multicastSnooping: false, ageingTime: NEVER } as const;
    const link = { namespace: null, link: name, mac, device };
    return [
      { op: 'link.add', phase: 'create', ...link, ...about(after) },
      ...bridgeSettings({ name, mac, altname: null }, after, context),
    ];
  },
  update: (before, after, context) => [
    ...bridgeSettings(before.attributes, after, context),
    ...bridgeRepairs(before, after),
  ],
  delete: (before) => [deleteLink(before, before.attributes.name)],
};

/** What other programs set, and set back alone: a kernel may lack the rest. */
function bridgeRepairs(before: Bridge, after: Bridge): Operation[] {
  const found = deviationsOf(before);
  const settings = {
    ...(found.includes(FORGETS) && { ageingTime: NEVER }),
    ...(found.includes(SPANNING_TREE) && { spanningTree: false }),
    ...(found.includes(VLAN_FILTERING) && { vlanFiltering: false }),
  };
  const { name: link } = after.attributes;
  const place = { phase: 'create', namespace: null, ...about(after) } as const;
  return [
    ...(Object.keys(settings).length === 0
      ? []
      : [{ op: 'bridge.set' as const, ...place, link, ...settings }]),
    ...(found.includes(NO_ARP) ? [answers({ ...place, link })] : []),
  ];
}

function bridgeSettings(before: LinkEnd, after: Bridge, { ipv6 }: CompileContext): Operation[] {
  const { attributes } = after;
  const place = { namespace: null, phase: 'create', ...about(after) } as const;
  return [
    ...linkSettings(before, attributes, place, { ipv6, alias: attributes.alias }),
    { op: 'link.set', ...place, link: attributes.name, up: true },
  ];
}

export const veth: KindCompiler<Veth> = {
  create(after, context) {
    const { name, mac, peer, bridge: master } = after.attributes;
    const created = { name, mac, altname: null, bridge: master, peer: { ...peer, altname: null } };
    const device = { kind: 'veth', peer } as const;
    const link = { namespace: null, link: name, mac, device };
    return [
      { op: 'link.add', phase: 'create', ...link, ...about(after) },
      ...vethSettings(created, after, context),
    ];
  },
  update(before, after, context) {
    const was = before.attributes.peer;
    const { peer } = after.attributes;
    if (was.namespace === peer.namespace && was.name === peer.name) {
      return [
        ...portRepairs(before, after),
        ...vethSettings(before.attributes, after, context, knowsItsPort(before, after)),
      ];
    }
    // The guest end can't be reached (moved, renamed, or its namespace lost its name), so the pair
    // is created again.
    return [...veth.delete(before, context), ...veth.create(after, context)];
  },
  // The kernel deletes the guest end with it.
  delete: (before) => [deleteLink(before, before.attributes.name)],
};

/** Deviations that take no port from its bridge. */
const HARMLESS: ReadonlySet<string> = new Set(['not isolated', 'flooded']);

/** Whether the bridge goes on knowing where the workload is. */
function knowsItsPort(before: Veth, after: Veth): boolean {
  const found = deviationsOf(before);
  const { deviations: _, ...attributes }: Resource['attributes'] = before.attributes;
  return (
    isSameJson(attributes, after.attributes) &&
    found.length > 0 &&
    found.every((each) => HARMLESS.has(each))
  );
}

/** Lets a link ask and answer by ARP again. */
function answers(place: Place & { readonly link: string }): Operation {
  return { op: 'link.set', ...place, arp: true };
}

/** What brings a port back that another program has disabled, or taken broadcasts or ARP from. */
function portRepairs(before: Veth, after: Veth): Operation[] {
  const found = deviationsOf(before);
  const port = { phase: 'create', namespace: null, ...about(after) } as const;
  const { name: link, peer } = after.attributes;
  const inside = { ...port, phase: 'configure', namespace: peer.namespace } as const;
  return [
    ...(found.includes(NO_ARP) ? [answers({ ...port, link })] : []),
    ...(found.includes(PEER_NO_ARP) ? [answers({ ...inside, link: peer.name })] : []),
    // A port forwards when it comes up.
    ...(found.includes(DISABLED) ? [{ op: 'link.set' as const, ...port, link, up: false }] : []),
    ...(found.includes(NO_BROADCASTS)
      ? [{ op: 'bridge-port.set' as const, ...port, link, broadcastFlood: true }]
      : []),
    // Before a driver of the packet policy locks the port, which learns nothing then.
    ...(found.includes(LEARNS_NOTHING)
      ? [
          {
            op: 'bridge-port.set' as const,
            ...port,
            phase: 'detach' as const,
            link,
            learning: true,
          },
        ]
      : []),
  ];
}

function vethSettings(
  before: LinkEnd & { readonly bridge: string; readonly peer: LinkEnd },
  after: Veth,
  { ipv6 }: CompileContext,
  stayedUp = false,
): Operation[] {
  const { name: link, peer, alias, bridge: master } = after.attributes;
  const place = { namespace: null, phase: 'create', ...about(after) } as const;
  const inside = { ...place, namespace: peer.namespace, phase: 'configure' } as const;
  const down: Operation = { op: 'link.set', ...place, link, up: false };
  return [
    ...(before.bridge === master ? [] : [down]),
    ...linkSettings(before, after.attributes, place, { ipv6, alias, master }),
    // An operation of its own, since only a port takes it; and before the port is up, so that no
    // frame passes from port to port. Without `flood: false`, frames for a workload whose link was
    // down for a moment would go to all other workloads.
    { op: 'bridge-port.set', ...place, link, isolated: true, flood: false },
    { op: 'link.set', ...place, phase: 'up', link, up: true },
    // The host may know the workload's MAC from before, while the bridge, which floods nothing,
    // does not know its port now. A new ARP request makes the workload answer, and the bridge
    // learns. Where the port stayed up the bridge knows it, and what is known is left alone.
    ...(stayedUp
      ? []
      : [{ op: 'neighbour.flush' as const, ...place, phase: 'up' as const, link: master }]),
    ...linkSettings(before.peer, peer, inside, { ipv6 }),
    { op: 'link.set', ...inside, link: peer.name, up: true },
  ];
}

/** What a bridge and both ends of a veth pair have in common. */
interface LinkEnd {
  readonly name: string;
  readonly altname: string | null;
  readonly mac: string;
}

/** The namespace of a link's operations, their phase and their origin. */
type Place = Pick<Operation, 'namespace' | 'phase' | 'resources' | 'why'>;

interface Settings {
  readonly ipv6: boolean;
  readonly alias?: string;
  readonly master?: string;
}

/**
 * Operations that take a link from `before` to `after`, before it is set up. Setting a value again
 * is harmless, except for a MAC, which would be announced again, and an altname, which would be
 * refused: these two are set only where they differ.
 */
function linkSettings(
  before: LinkEnd,
  after: LinkEnd,
  place: Place,
  { ipv6, ...marks }: Settings,
): Operation[] {
  const { name: link, altname, mac } = after;
  const settings = {
    ...(before.mac === mac ? {} : { mac }),
    // The link must come up without an IPv6 link-local address. In one message with `up`, this
    // setting would come too late.
    ...(ipv6 ? { addressGeneration: 'none' as const } : {}),
    ...marks,
  };
  const operations: Operation[] = [];
  if (before.altname !== altname) {
    const named = { ...place, link };
    const was = before.altname;
    if (was !== null) operations.push({ op: 'altname.delete', ...named, altname: was });
    if (altname !== null) operations.push({ op: 'altname.add', ...named, altname });
  }
  const isSet = Object.keys(settings).length > 0;
  if (isSet) operations.push({ op: 'link.set', ...place, link, ...settings });
  return operations;
}

function deleteLink(resource: Resource, link: string): Operation {
  return { op: 'link.delete', phase: 'detach', namespace: null, link, ...about(resource) };
}
