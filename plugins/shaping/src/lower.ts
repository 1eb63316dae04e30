import type { Resource, State } from '@vpcctl/sdk';
import { usesNetem } from './limit.js';
import type { Discipline, Ifb, Qdisc, Redirect } from './resources.js';
import { type Limit, labelOf, type Shape, selectShapes } from './state.js';
import { portOf } from './workload.js';

/** What a full frame is on the wire. */
const FRAME = 1514;
/** Packets that are only held back wait in a queue that is long enough for fast links. */
const MANY_PACKETS = 10_000;

/** The resources of all limits. All of them are the host's: root inside can't remove them. */
export function lowerShapes(state: State): Resource[] {
  return Object.values(selectShapes(state)).flatMap((shape) => {
    const port = portOf(state, shape);
    return port === null ? [] : [...lowerIn(shape, port), ...lowerOut(shape, port)];
  });
}

/** What goes to a machine leaves the host by its port. */
function lowerIn(shape: Shape, port: string): Resource[] {
  if (shape.in === null) return [];
  return [qdisc(port, `veth:${port}`, shape.in, `limit traffic to ${labelOf(shape)}`)];
}

/** What comes in can't wait where it comes in: it waits on a device of its own, and goes on as if nothing had been. */
function lowerOut(shape: Shape, port: string): Resource[] {
  if (shape.out === null) return [];
  const { queue, ...limit } = shape.out;
  const label = labelOf(shape);
  const why = `limit traffic from ${label}`;
  const ifb: Ifb = {
    kind: 'ifb',
    id: `ifb:${queue.name}`,
    attributes: { ...queue, alias: `vpcctl:${label}` },
    why,
  };
  const queueing = qdisc(queue.name, ifb.id, limit, why);
  const redirect: Redirect = {
    kind: 'redirect',
    id: `redirect:${port}`,
    attributes: { link: port, ifb: queue.name },
    dependsOn: [`veth:${port}`, ifb.id, queueing.id],
    why,
  };
  return [ifb, queueing, redirect];
}

function qdisc(link: string, on: string, limit: Limit, why: string): Qdisc {
  return {
    kind: 'qdisc',
    id: `qdisc:${link}`,
    attributes: { link, discipline: disciplineOf(limit) },
    dependsOn: [on],
    why,
  };
}

/** netem keeps a rate, too (tc-netem(8)); without a delay or loss tbf does, which every kernel has. */
function disciplineOf(limit: Limit): Discipline {
  const { rate, burst, latency, delay, jitter, loss } = limit;
  if (!usesNetem(limit) && rate !== null && burst !== null && latency !== null) {
    return { kind: 'tbf', rate, burst, latency };
  }
  const bytes = ((rate ?? 0) / 8e6) * (delay + jitter + (latency ?? 0));
  const packets = rate === null ? MANY_PACKETS : Math.max(2, Math.ceil(bytes / FRAME));
  return { kind: 'netem', rate, limit: packets, delay, jitter, loss };
}
