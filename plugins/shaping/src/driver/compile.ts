import type { BatchLine, Change, HostCommand, Phase, Resource } from '@vpcctl/sdk';
import { type Discipline, type Ifb, isIfb, isQdisc, isRedirect, type Qdisc } from './resources.js';

interface Options {
  readonly ipv6: boolean;
}

/** Compiles changes to lines of `tc -batch` and `ip -batch`, which run before a port is up. */
export function compile(changes: readonly Change[], options: Options): HostCommand[] {
  const deleted = changes.flatMap((change) => (change.action === 'delete' ? [change.before] : []));
  const ifbs = new Set(deleted.filter(isIfb).map(({ attributes }) => attributes.name));
  return changes.flatMap((change) =>
    change.action === 'delete'
      ? remove(change.before, ifbs)
      : build(change.action === 'create' ? null : change.before, change.after, options),
  );
}

function build(before: Resource | null, after: Resource, options: Options): HostCommand[] {
  if (isIfb(after)) return buildIfb(before, after, options);
  if (isQdisc(after)) return [setQdisc(after)];
  if (!isRedirect(after)) return [];
  const { link, ifb } = after.attributes;
  const to = ['match', 'u32', '0', '0', 'action', 'mirred', 'egress', 'redirect', 'dev', ifb];
  return [
    ...(before === null ? [] : remove(before, new Set())),
    line('tc', 'create', after, ['qdisc', 'add', 'dev', link, 'ingress']),
    // u32 is the classifier that every kernel has; with an empty mask it matches every packet.
    line('tc', 'create', after, [
      ...['filter', 'add', 'dev', link, 'ingress', 'protocol', 'all', 'pref', '1', 'u32'],
      ...to,
    ]),
  ];
}

function remove(before: Resource, deletedIfbs: ReadonlySet<string>): HostCommand[] {
  if (isIfb(before)) {
    return [line('ip', 'detach', before, ['link', 'del', 'dev', before.attributes.name])];
  }
  if (isRedirect(before)) {
    return [
      line('tc', 'detach', before, ['qdisc', 'del', 'dev', before.attributes.link, 'ingress']),
    ];
  }
  if (!isQdisc(before) || deletedIfbs.has(before.attributes.link)) return [];
  return [line('tc', 'detach', before, ['qdisc', 'del', 'dev', before.attributes.link, 'root'])];
}

function buildIfb(before: Resource | null, after: Ifb, { ipv6 }: Options): HostCommand[] {
  const { name, mac, altname, alias } = after.attributes;
  const ip = (...words: string[]) => line('ip', 'create', after, words);
  const add = ip('link', 'add', 'name', name, 'address', mac, 'type', 'ifb');
  const named = before !== null && isIfb(before) ? before.attributes.altname : null;
  const other = altname === null || altname === named ? null : altname;
  return [
    ...(before === null ? [add] : []),
    ...(other === null ? [] : [ip('link', 'property', 'add', 'dev', name, 'altname', other)]),
    ip(
      ...['link', 'set', 'dev', name, 'alias', alias],
      // The device only queues traffic of workloads, so it gets no IPv6 address.
      ...(ipv6 ? ['addrgenmode', 'none'] : []),
    ),
    // A line of its own: in one message the address mode would be set too late.
    ip('link', 'set', 'dev', name, 'up'),
  ];
}

function setQdisc(qdisc: Qdisc): HostCommand {
  const { link, discipline } = qdisc.attributes;
  // Replaces any qdisc, also one that was set by hand.
  return line('tc', 'create', qdisc, [
    ...['qdisc', 'replace', 'dev', link, 'root'],
    ...disciplineWords(discipline),
  ]);
}

function disciplineWords(discipline: Discipline): string[] {
  if (discipline.kind === 'tbf') {
    const { rate, burst, latency } = discipline;
    return ['tbf', 'rate', `${rate}bit`, 'burst', `${burst}b`, 'latency', `${latency}us`];
  }
  const { rate, limit, delay, jitter, loss } = discipline;
  return [
    ...['netem', 'limit', `${limit}`],
    ...(delay === 0 ? [] : ['delay', `${delay}us`, `${jitter}us`]),
    ...(loss === 0 ? [] : ['loss', 'random', `${loss}%`]),
    ...(rate === null ? [] : ['rate', `${rate}bit`]),
  ];
}

function line(
  program: BatchLine['program'],
  phase: Phase,
  { why }: Resource,
  words: readonly string[],
): BatchLine {
  return { type: 'batch', phase, program, namespace: null, words, why };
}
