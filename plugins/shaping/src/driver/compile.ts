import { about, type Change, type Operation, type Resource } from '@vpcctl/sdk';
import { type Ifb, isIfb, isQdisc, isRedirect, type Redirect } from './resources.js';

interface Options {
  readonly ipv6: boolean;
}

/** Compiles changes to operations, which run before a port is up. */
export function compile(changes: readonly Change[], options: Options): Operation[] {
  const deleted = changes.flatMap((change) => (change.action === 'delete' ? [change.before] : []));
  const ifbs = new Set(deleted.filter(isIfb).map(({ attributes }) => attributes.name));
  return changes.flatMap((change) =>
    change.action === 'delete'
      ? remove(change.before, ifbs)
      : build(change.action === 'create' ? null : change.before, change.after, options),
  );
}

function build(before: Resource | null, after: Resource, options: Options): Operation[] {
  if (isIfb(after)) return buildIfb(before, after, options);
  if (isQdisc(after)) {
    // Replaces any qdisc, also one that was set by hand.
    return [{ op: 'qdisc.replace', ...place('create', after), ...after.attributes }];
  }
  if (!isRedirect(after)) return [];
  return [...(before === null ? [] : remove(before, new Set())), ...redirect(after)];
}

function redirect(after: Redirect): Operation[] {
  const { link, ifb } = after.attributes;
  return [
    { op: 'ingress.add', ...place('create', after), link },
    { op: 'filter.add', ...place('create', after), link, redirectTo: ifb },
  ];
}

function remove(before: Resource, deletedIfbs: ReadonlySet<string>): Operation[] {
  const detach = place('detach', before);
  if (isIfb(before)) return [{ op: 'link.delete', ...detach, link: before.attributes.name }];
  if (isRedirect(before)) {
    return [{ op: 'qdisc.delete', ...detach, link: before.attributes.link, parent: 'ingress' }];
  }
  if (!isQdisc(before) || deletedIfbs.has(before.attributes.link)) return [];
  return [{ op: 'qdisc.delete', ...detach, link: before.attributes.link, parent: 'root' }];
}

function buildIfb(before: Resource | null, after: Ifb, { ipv6 }: Options): Operation[] {
  const { name: link, mac, altname, alias } = after.attributes;
  const own = { ...place('create', after), link };
  const add: Operation = { op: 'link.add', ...own, mac, device: { kind: 'ifb' } };
  const named = before !== null && isIfb(before) ? before.attributes.altname : null;
  const other = altname === null || altname === named ? null : altname;
  const names: Operation[] = other === null ? [] : [{ op: 'altname.add', ...own, altname: other }];
  // The device only queues traffic of workloads, so it gets no IPv6 address.
  const quiet = ipv6 ? ({ addressGeneration: 'none' } as const) : {};
  return [
    ...(before === null ? [add] : []),
    ...names,
    { op: 'link.set', ...own, ...quiet, alias },
    // An operation of its own: in one message the address mode would be set too late.
    { op: 'link.set', ...own, up: true },
  ];
}

function place<P extends Operation['phase']>(phase: P, resource: Resource) {
  return { phase, namespace: null, ...about(resource) } as const;
}
