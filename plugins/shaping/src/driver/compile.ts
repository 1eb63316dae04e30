import type { BatchLine, Change, HostCommand, Phase, Resource } from '@vpcctl/sdk';
import { type Discipline, type Ifb, isIfb, isQdisc, isRedirect, type Qdisc } from '../resources.js';

interface Options {
  readonly ipv6: boolean;
}

/** Changes as lines for `tc -batch` and `ip -batch`. Pure. They stand before a port is raised. */
export function compile(changes: readonly Change[], options: Options): HostCommand[] {
  const going = changes.flatMap((change) => (change.action === 'delete' ? [change.before] : []));
  const ifbs = new Set(going.filter(isIfb).map(({ attributes }) => attributes.name));
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
    // u32 is the classifier that kernels have; what it compares here is nothing.
    line('tc', 'create', after, [
      ...['filter', 'add', 'dev', link, 'ingress', 'protocol', 'all', 'pref', '1', 'u32'],
      ...to,
    ]),
  ];
}

function remove(before: Resource, ifbsGoing: ReadonlySet<string>): HostCommand[] {
  if (isIfb(before)) {
    return [line('ip', 'detach', before, ['link', 'del', 'dev', before.attributes.name])];
  }
  if (isRedirect(before)) {
    return [
      line('tc', 'detach', before, ['qdisc', 'del', 'dev', before.attributes.link, 'ingress']),
    ];
  }
  if (!isQdisc(before) || ifbsGoing.has(before.attributes.link)) return [];
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
      // What queues there is not the host's own traffic, and the device has no address of its own.
      ...(ipv6 ? ['addrgenmode', 'none'] : []),
    ),
    // A line of its own: in one message the mode would come too late.
    ip('link', 'set', 'dev', name, 'up'),
  ];
}

function setQdisc(qdisc: Qdisc): HostCommand {
  const { link, discipline } = qdisc.attributes;
  // Whatever is there: somebody may have set one by hand.
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
