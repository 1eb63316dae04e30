import type { Bridge, HostCommand, Namespace, NamespaceAlias, Resource, Veth } from '@vpcctl/sdk';
import { ipLine, words } from './ip/line.js';
import type { CompileContext, KindCompiler } from './kind-compiler.js';

export const namespace: KindCompiler<Namespace> = {
  create: (after) => [
    ipLine('create', null, after, words`netns add ${after.attributes.name}`),
    loopback(after),
  ],
  update: (_, after) => [loopback(after)],
  // With processes in it, only the name goes; its links are resources of their own and have gone before.
  delete: (before) => [ipLine('detach', null, before, words`netns del ${before.attributes.name}`)],
};

function loopback(resource: Namespace): HostCommand {
  return ipLine('configure', resource.attributes.name, resource, words`link set dev lo up`);
}

export const namespaceAlias: KindCompiler<NamespaceAlias> = {
  create: (after) => [
    {
      type: 'program',
      // Before `build`, where the cable is led into the namespace by this name.
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

/** In hundredths of a second. Ports are not flooded, so what was learned of one must not be forgotten. */
const NEVER = 4_294_967_295;

export const bridge: KindCompiler<Bridge> = {
  create(after, context) {
    const { name, mac } = after.attributes;
    const add = words`link add name ${name} address ${mac} type bridge mcast_snooping 0 ageing_time ${NEVER}`;
    const made = { name, mac, altname: null };
    return [ipLine('create', null, after, add), ...bridgeSettings(made, after, context)];
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
    const made = { name, mac, altname: null, bridge: master, peer: { ...peer, altname: null } };
    return [ipLine('create', null, after, add), ...vethSettings(made, after, context)];
  },
  update(before, after, context) {
    const was = before.attributes.peer;
    const { peer } = after.attributes;
    if (was.namespace === peer.namespace && was.name === peer.name) {
      return vethSettings(before.attributes, after, context);
    }
    // The other end is out of reach (moved, renamed, or its namespace unnamed), so the pair is made anew.
    return [...veth.delete(before, context), ...veth.create(after, context)];
  },
  // The other end goes with it, at once.
  delete: (before) => [deleteLink(before, before.attributes.name)],
};

function vethSettings(
  before: LinkEnd & { readonly bridge: string; readonly peer: LinkEnd },
  after: Veth,
  context: CompileContext,
): HostCommand[] {
  const { peer, alias, bridge: master } = after.attributes;
  // Until it goes up again: in the bridge, but not isolated yet, it would reach other ports past the router.
  const down = before.bridge === master ? [] : [words`link set dev ${after.attributes.name} down`];
  const outside = linkSettings(before, after.attributes, context, [
    words`alias ${alias} master ${master}`,
    // A line of its own, since only a port takes it; and before `up`, so that no frame passes from port to port.
    // Without `flood off`, what is for a machine whose cable was down for a moment would go to all the others.
    words`type bridge_slave isolated on flood off`,
  ]);
  const inside = linkSettings(before.peer, peer, context, []);
  return [
    ...down.map((line) => ipLine('create', null, after, line)),
    ...outside.map((line) => ipLine(line.at(-1) === 'up' ? 'up' : 'create', null, after, line)),
    // The host may know the machine's MAC from before; the bridge does not know where it is now, and floods nothing.
    // Asked again, it answers, and the bridge learns.
    ipLine('up', null, after, words`neigh flush dev ${master}`),
    ...inside.map((line) => ipLine('configure', peer.namespace, after, line)),
  ];
}

/** What a bridge and both ends of a veth pair have in common. */
interface LinkEnd {
  readonly name: string;
  readonly altname: string | null;
  readonly mac: string;
}

/**
 * Lines that take a link from `before` to `after` and set it up. Saying again what holds already is harmless: the
 * kernel leaves it as it is. Only a MAC and an altname are said where they differ: the first would be announced
 * once more, the second refused.
 */
function linkSettings(
  before: LinkEnd,
  after: LinkEnd,
  { ipv6 }: CompileContext,
  [first = [], ...others]: readonly string[][],
): string[][] {
  const { name, altname } = after;
  const mac = before.mac === after.mac ? [] : words`address ${after.mac}`;
  // No IPv6 link-local address comes up with the link. In one message with `up` it would come too late.
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
