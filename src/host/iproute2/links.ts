import type { Bridge, HostCommand, Namespace, NamespaceAlias, Resource, Veth } from '@vpcctl/sdk';
import { ipLine, words } from './ip/line.js';
import type { CompileContext, KindCompiler } from './kind-compiler.js';

export const namespace: KindCompiler<Namespace> = {
  create: (after) => [
    ipLine('create', null, after, words`netns add ${after.attributes.name}`),
    loopback(after),
  ],
  update: (_, after) => [loopback(after)],
  // While processes run in it, only the name goes. Its links are resources, and were deleted
  // before.
  delete: (before) => [ipLine('detach', null, before, words`netns del ${before.attributes.name}`)],
};

function loopback(resource: Namespace): HostCommand {
  return ipLine('configure', resource.attributes.name, resource, words`link set dev lo up`);
}

export const namespaceAlias: KindCompiler<NamespaceAlias> = {
  create: (after) => [
    {
      type: 'program',
      // Before `create`, which puts the guest end into the namespace by this name.
      phase: 'filter',
      program: 'ip',
      arguments: words`netns attach ${after.attributes.name} ${after.attributes.process.pid}`,
      input: null,
      process: after.attributes.process,
      why: after.why,
    },
  ],
  update: (before, after, context) => [
    ...namespaceAlias.delete(before, context),
    ...namespaceAlias.create(after, context),
  ],
  delete: (before) => [ipLine('detach', null, before, words`netns del ${before.attributes.name}`)],
};

/**
 * In hundredths of a second. Ports are not flooded, so the bridge must not forget a learned MAC.
 */
const NEVER = 4_294_967_295;

export const bridge: KindCompiler<Bridge> = {
  create(after, context) {
    const { name, mac } = after.attributes;
    const add = words`link add name ${name} address ${mac} type bridge mcast_snooping 0 ageing_time ${NEVER}`;
    const created = { name, mac, altname: null };
    return [ipLine('create', null, after, add), ...bridgeSettings(created, after, context)];
  },
  update: (before, after, context) => bridgeSettings(before.attributes, after, context),
  delete: (before) => [deleteLink(before, before.attributes.name)],
};

function bridgeSettings(before: LinkEnd, after: Bridge, context: CompileContext): HostCommand[] {
  const { attributes } = after;
  return linkSettings(before, attributes, context, [words`alias ${attributes.alias}`]).map((line) =>
    ipLine('create', null, after, line),
  );
}

export const veth: KindCompiler<Veth> = {
  create(after, context) {
    const { name, mac, peer, bridge: master } = after.attributes;
    const add = [
      ...words`link add name ${name} address ${mac} type veth`,
      ...words`peer name ${peer.name} address ${peer.mac} netns ${peer.namespace}`,
    ];
    const created = { name, mac, altname: null, bridge: master, peer: { ...peer, altname: null } };
    return [ipLine('create', null, after, add), ...vethSettings(created, after, context)];
  },
  update(before, after, context) {
    const was = before.attributes.peer;
    const { peer } = after.attributes;
    if (was.namespace === peer.namespace && was.name === peer.name) {
      return vethSettings(before.attributes, after, context);
    }
    // The guest end can't be reached (moved, renamed, or its namespace lost its name), so the pair
    // is created again.
    return [...veth.delete(before, context), ...veth.create(after, context)];
  },
  // The kernel deletes the guest end with it.
  delete: (before) => [deleteLink(before, before.attributes.name)],
};

function vethSettings(
  before: LinkEnd & { readonly bridge: string; readonly peer: LinkEnd },
  after: Veth,
  context: CompileContext,
): HostCommand[] {
  const { peer, alias, bridge: master } = after.attributes;
  // A port that is in the bridge but not isolated yet would reach other ports past the router.
  const down = before.bridge === master ? [] : [words`link set dev ${after.attributes.name} down`];
  const hostEnd = linkSettings(before, after.attributes, context, [
    words`alias ${alias} master ${master}`,
    // A line of its own, since only a port takes it; and before `up`, so that no frame passes from
    // port to port. Without `flood off`, frames for a workload whose link was down for a moment
    // would go to all other workloads.
    words`type bridge_slave isolated on flood off`,
  ]);
  const guestEnd = linkSettings(before.peer, peer, context, []);
  return [
    ...down.map((line) => ipLine('create', null, after, line)),
    ...hostEnd.map((line) => ipLine(line.at(-1) === 'up' ? 'up' : 'create', null, after, line)),
    // The host may know the workload's MAC from before, while the bridge, which floods nothing,
    // does not know its port now. A new ARP request makes the workload answer, and the bridge
    // learns.
    ipLine('up', null, after, words`neigh flush dev ${master}`),
    ...guestEnd.map((line) => ipLine('configure', peer.namespace, after, line)),
  ];
}

/** What a bridge and both ends of a veth pair have in common. */
interface LinkEnd {
  readonly name: string;
  readonly altname: string | null;
  readonly mac: string;
}

/**
 * Lines that take a link from `before` to `after` and set it up. Setting a value again is harmless,
 * except for a MAC, which would be announced again, and an altname, which would be refused: these
 * two are set only where they differ.
 */
function linkSettings(
  before: LinkEnd,
  after: LinkEnd,
  { ipv6 }: CompileContext,
  [first = [], ...others]: readonly string[][],
): string[][] {
  const { name, altname } = after;
  const mac = before.mac === after.mac ? [] : words`address ${after.mac}`;
  // The link must come up without an IPv6 link-local address. In one message with `up`, this
  // setting would come too late.
  const quiet = ipv6 ? words`addrgenmode none` : [];
  const settings = [[...mac, ...quiet, ...first], ...others, ['up']];
  const names = before.altname === altname ? [] : [before.altname, altname];
  const [drop, add] = names;
  return [
    ...(drop ? [words`link property del dev ${name} altname ${drop}`] : []),
    ...(add ? [words`link property add dev ${name} altname ${add}`] : []),
    ...settings
      .filter((setting) => setting.length > 0)
      .map((setting) => [...words`link set dev ${name}`, ...setting]),
  ];
}

function deleteLink(resource: Resource, name: string): HostCommand {
  return ipLine('detach', null, resource, words`link del dev ${name}`);
}
