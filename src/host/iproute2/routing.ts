import type { Address, Phase, Route, Rule, Sysctl } from '@vpcctl/sdk';
import { ipLine, words } from './ip/line.js';
import type { CompileContext, KindCompiler } from './kind-compiler.js';

export const address: KindCompiler<Address> = {
  create(after) {
    const { namespace, link, cidr } = after.attributes;
    const line = words`addr add ${cidr} dev ${link} noprefixroute`;
    return [ipLine(buildPhase(namespace), namespace, after, line)];
  },
  update: (before, after, context) => replaced(address, before, after, context),
  delete(before, context) {
    const { namespace, link, cidr } = before.attributes;
    if (goesWithLink(before, context)) return [];
    return [ipLine('detach', namespace, before, words`addr del ${cidr} dev ${link}`)];
  },
};

export const route: KindCompiler<Route> = {
  create(after, context) {
    const { namespace } = after.attributes;
    // Not `replace`, which would take over a route that another program made.
    return [
      ipLine(routePhase(after, context), namespace, after, ['route', 'add', ...routeWords(after)]),
    ];
  },
  update(before, after, context) {
    if (routeKey(before) !== routeKey(after)) return replaced(route, before, after, context);
    const { namespace } = after.attributes;
    const line = ['route', 'replace', ...routeWords(after)];
    return [ipLine(routePhase(after, context), namespace, after, line)];
  },
  delete(before, context) {
    const { namespace } = before.attributes;
    if (goesWithLink(before, context)) return [];
    return [ipLine('detach', namespace, before, ['route', 'del', ...routeWords(before)])];
  },
};

/** Identifies a route for the kernel: two routes with the same key can't coexist. */
function routeKey({ attributes }: Route): string {
  const { namespace, table, destination, metric } = attributes;
  return [namespace, table, destination, metric].join(' ');
}

function routeWords({ attributes }: Route): string[] {
  const { table, destination, via, link, onlink, metric, source } = attributes;
  return [
    ...words`${destination} table ${table}`,
    ...(via === null ? [] : words`via ${via}`),
    ...words`dev ${link}`,
    ...(onlink ? ['onlink'] : []),
    ...(metric === null ? [] : words`metric ${metric}`),
    ...(source === null ? [] : words`src ${source}`),
  ];
}

export const rule: KindCompiler<Rule> = {
  create: (after) => [ipLine('create', null, after, ['rule', 'add', ...ruleWords(after)])],
  update: (before, after, context) => replaced(rule, before, after, context),
  // The kernel keeps a rule when its interface goes, so each rule is deleted by itself.
  delete: (before) => [ipLine('detach', null, before, ['rule', 'del', ...ruleWords(before)])],
};

function ruleWords({ attributes }: Rule): string[] {
  const { priority, iif, fwmark, mask, table, goto } = attributes;
  const bits = mask === null ? '' : `/0x${mask.toString(16)}`;
  return [
    ...words`priority ${priority}`,
    ...(iif === null ? [] : words`iif ${iif}`),
    ...(fwmark === null ? [] : words`fwmark ${`${fwmark}${bits}`}`),
    ...(table === null ? [] : words`lookup ${table}`),
    ...(goto === null ? [] : words`goto ${goto}`),
  ];
}

export const sysctl: KindCompiler<Sysctl> = {
  create: (after) => [sysctlWrite(after, after.attributes.value, setPhase(after))],
  update: (_, after) => [sysctlWrite(after, after.attributes.value, setPhase(after))],
  delete(before, context) {
    const { restore } = before.attributes;
    const link = linkOf(before);
    const goes = link !== null && context.deletesLink(null, link);
    return restore === null || goes ? [] : [sysctlWrite(before, restore, 'configure')];
  },
};

function sysctlWrite({ attributes: { key }, why }: Sysctl, value: string, phase: Phase) {
  return { type: 'sysctl', phase, key, value, why } as const;
}

/** Settings of a link, such as no IPv6, are made before a port comes up. */
function setPhase(sysctl: Sysctl): Phase {
  return linkOf(sysctl) === null ? 'configure' : 'up';
}

/** The link that a setting belongs to; null for a setting of all links, or of the host. */
function linkOf({ attributes: { key } }: Sysctl): string | null {
  const link = /^net\/ipv[46]\/(?:conf|neigh)\/([^/]+)\//.exec(key)?.[1];
  return link === undefined || link === 'all' || link === 'default' ? null : link;
}

/** In a namespace, links exist only after the commands of the host's own namespace have run. */
function buildPhase(namespace: string | null): Phase {
  return namespace === null ? 'create' : 'configure';
}

/** The kernel accepts no route by a link that is down. */
function routePhase({ attributes }: Route, context: CompileContext): Phase {
  const { namespace, link } = attributes;
  return namespace === null && context.bringsUpPort(link) ? 'up' : buildPhase(namespace);
}

/** Whether the kernel deletes a resource with its link or namespace, so that no command has to. */
function goesWithLink(resource: Address | Route, context: CompileContext): boolean {
  const { namespace, link } = resource.attributes;
  return context.deletesNamespace(namespace) || context.deletesLink(namespace, link);
}

function replaced<R extends Address | Route | Rule>(
  kind: KindCompiler<R>,
  before: R,
  after: R,
  context: CompileContext,
) {
  return [...kind.delete(before, context), ...kind.create(after, context)];
}
