import {
  about,
  type LinkAddress,
  MAIN_TABLE,
  type Operation,
  type Phase,
  type Route,
  type Rule,
  type Sysctl,
} from '@vpcctl/sdk';
import type { CompileContext, KindCompiler } from './kind-compiler.js';

export const address: KindCompiler<LinkAddress> = {
  create(after) {
    const phase = buildPhase(after.attributes.namespace);
    return [{ op: 'address.add', phase, ...after.attributes, ...about(after) }];
  },
  update: (before, after, context) => replaced(address, before, after, context),
  delete(before, context) {
    if (goesWithLink(before, context)) return [];
    return [{ op: 'address.delete', phase: 'detach', ...before.attributes, ...about(before) }];
  },
};

export const route: KindCompiler<Route> = {
  create(after, context) {
    // Not `replace`, which would take over a route that another program made.
    return [{ op: 'route.add', phase: routePhase(after, context), ...routeFields(after) }];
  },
  update(before, after, context) {
    if (routeKey(before) !== routeKey(after)) return replaced(route, before, after, context);
    return [{ op: 'route.replace', phase: routePhase(after, context), ...routeFields(after) }];
  },
  delete(before, context) {
    if (goesWithLink(before, context)) return [];
    return [{ op: 'route.delete', phase: 'detach', ...routeFields(before) }];
  },
};

/** Identifies a route for the kernel: two routes with the same key can't coexist. */
function routeKey({ attributes }: Route): string {
  const { namespace, table, destination, metric } = attributes;
  return [namespace, table, destination, metric].join(' ');
}

function routeFields(route: Route) {
  const { table, destination, ...attributes } = route.attributes;
  return {
    ...attributes,
    type: 'unicast',
    table: table === 'main' ? MAIN_TABLE : table,
    destination: destination === 'default' ? null : destination,
    ...about(route),
  } as const;
}

export const rule: KindCompiler<Rule> = {
  create: (after) => [{ op: 'rule.add', phase: 'create', ...ruleFields(after) }],
  update: (before, after, context) => replaced(rule, before, after, context),
  // The kernel keeps a rule when its interface goes, so each rule is deleted by itself.
  delete: (before) => [{ op: 'rule.delete', phase: 'detach', ...ruleFields(before) }],
};

function ruleFields(rule: Rule) {
  return { namespace: null, ...rule.attributes, ...about(rule) };
}

export const sysctl: KindCompiler<Sysctl> = {
  create: (after) => [sysctlSet(after, after.attributes.value, setPhase(after))],
  update: (_, after) => [sysctlSet(after, after.attributes.value, setPhase(after))],
  delete(before, context) {
    const { restore } = before.attributes;
    const link = linkOfSetting(before);
    const goes = link !== null && context.deletesLink(null, link);
    return restore === null || goes ? [] : [sysctlSet(before, restore, 'configure')];
  },
};

function sysctlSet(sysctl: Sysctl, value: string, phase: Phase): Operation {
  const { key } = sysctl.attributes;
  return {
    op: 'sysctl.set',
    phase,
    namespace: null,
    link: linkOfSetting(sysctl),
    key,
    value,
    ...about(sysctl),
  };
}

/** Settings of a link, such as no IPv6, are made before a port comes up. */
function setPhase(sysctl: Sysctl): Phase {
  return linkOfSetting(sysctl) === null ? 'configure' : 'up';
}

/** The link that a setting belongs to; null for a setting of all links, or of the host. */
function linkOfSetting({ attributes: { key } }: Sysctl): string | null {
  const link = /^net\/ipv[46]\/(?:conf|neigh)\/([^/]+)\//.exec(key)?.[1];
  return link === undefined || link === 'all' || link === 'default' ? null : link;
}

/** In a namespace, links exist only after the operations of the host's own namespace have run. */
function buildPhase(namespace: string | null): Phase {
  return namespace === null ? 'create' : 'configure';
}

/** The kernel accepts no route by a link that is down. */
function routePhase({ attributes }: Route, context: CompileContext): Phase {
  const { namespace, link } = attributes;
  return namespace === null && context.bringsUpPort(link) ? 'up' : buildPhase(namespace);
}

/** Whether the kernel deletes a resource with its link or namespace, so that no operation has to. */
function goesWithLink(resource: LinkAddress | Route, context: CompileContext): boolean {
  const { namespace, link } = resource.attributes;
  return context.deletesNamespace(namespace) || context.deletesLink(namespace, link);
}

function replaced<R extends LinkAddress | Route | Rule>(
  kind: KindCompiler<R>,
  before: R,
  after: R,
  context: CompileContext,
) {
  return [...kind.delete(before, context), ...kind.create(after, context)];
}
