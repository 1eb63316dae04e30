import type { Discipline, Resource, State } from '@vpcctl/sdk';
import type { Ifb, Qdisc, Redirect } from './driver/resources.js';
import { usesNetem } from './limit.js';
import { type Limit, labelOf, queueOwner, type Shape, selectShapes } from './state.js';
import { portOf } from './workload.js';

/** Bytes of a full frame. */
const FRAME = 1514;
/** The queue length of a delay without a rate: long enough for fast links. */
const MANY_PACKETS = 10_000;

/** The resources of all limits. They are on the host, out of reach of root in a workload. */
export function lowerShapes(state: State): Resource[] {
  return Object.values(selectShapes(state)).flatMap((shape) => {
    const port = portOf(state, shape);
    return port === null ? [] : [...lowerIn(shape, port), ...lowerOut(shape, port)];
  });
}

/** Traffic to a workload leaves the host by its port, where a qdisc limits it. */
function lowerIn(shape: Shape, port: string): Resource[] {
  if (shape.in === null) return [];
  return [qdisc(port, `veth:${port}`, shape.in, `limit traffic to ${labelOf(shape)}`)];
}

/** Incoming traffic cannot be queued at a port, so it is redirected through an ifb device. */
function lowerOut(shape: Shape, port: string): Resource[] {
  if (shape.out === null) return [];
  const {
    queue: { madeAs: _, ...queue },
    ...limit
  } = shape.out;
  const label = labelOf(shape);
  const why = `limit traffic from ${label}`;
  const ifb: Ifb = {
    kind: 'ifb',
    id: `ifb:${queue.name}`,
    attributes: { ...queue, alias: `vpcctl:${queueOwner(shape)}` },
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

/** A rate alone uses tbf, which every kernel has; netem keeps a rate, too (tc-netem(8)). */
function disciplineOf(limit: Limit): Discipline {
  const { rate, burst, latency, delay, jitter, loss } = limit;
  if (!usesNetem(limit) && rate !== null && burst !== null && latency !== null) {
    return { kind: 'tbf', rate, burst, latency };
  }
  const bytes = ((rate ?? 0) / 8e6) * (delay + jitter + (latency ?? 0));
  const packets = rate === null ? MANY_PACKETS : Math.max(2, Math.ceil(bytes / FRAME));
  return { kind: 'netem', rate, limit: packets, delay, jitter, loss };
}
