import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { INTERNET, UPLINK } from '../../../../src/lab/layout.js';
import { reach } from '../../../../src/model/reach/index.js';
import type { Background } from '../../lab/harness.js';
import type { Act, Target } from './act.js';
import { FORWARDED, KEPT } from './ports.js';
import { flowTo, placesOf, programIn } from './probes.js';
import type { World } from './world.js';

/** A connection that is held: between two places, by their names. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly address: string;
  readonly port: number;
}

/** Connections that are open, and how far each is. */
export interface Held {
  readonly connections: readonly Connection[];
  /** Those that carry bytes, each within some patience where `hoped` names it. */
  flowing(hoped?: readonly Connection[]): Promise<Connection[]>;
  /** Those of which an end was told that there is no such connection. */
  ended(): Promise<Connection[]>;
  stop(): Promise<void>;
}

/** Each way that the model allows, once: within a VPC, between VPCs, to the internet, by a forward, from the host. */
export async function holdConnections(world: World): Promise<Held> {
  const files = new Map(placesOf(world).map(({ name, file }) => [name, file]));
  const connections = allowed(world);
  const wanted = connections.map(({ from, to, address, port }) => ({
    ...{ from: files.get(from), to: files.get(to), address, port, at: KEPT },
  }));
  const program = world.lab.start('python3', [programIn('keep.py'), JSON.stringify(wanted)]);
  const held = {
    connections,
    flowing: (hoped: readonly Connection[] = []) => flowing(program, connections, hoped),
    ended: async () => {
      const came = await counts(program);
      return connections.filter((_, at) => came[at] === ENDED);
    },
    stop: () => program.stop(),
  };
  const open = await held.flowing(connections);
  if (open.length < connections.length) {
    await held.stop();
    throw new Error(
      `not open: ${textOf(connections.filter((each) => !open.includes(each)))}\n${program.output().slice(-500)}`,
    );
  }
  return held;
}

export function textOf(connections: readonly Connection[]): string {
  return connections
    .map(({ from, to, address, port }) => `${from} -> ${to} (${address}:${port})`)
    .join(', ');
}

/** Whether an act may end a connection by itself. */
export function mayEnd(
  { targets }: World,
  { ends }: Act,
  target: Target,
  { from, to, address }: Connection,
): boolean {
  const isMasqueraded = address === INTERNET.host;
  const vpcs = [from, to].map((end) => targets.find(({ label }) => label === end)?.vpc);
  switch (ends) {
    case 'of the workload':
      return [from, to].includes(target.label);
    case 'to the address':
      return targets.some((each) => each.label === to && each.address === target.address);
    case 'of the VPC':
      return vpcs.includes(target.vpc);
    case 'masqueraded':
      return isMasqueraded;
    case 'with NAT':
      return isMasqueraded || address === UPLINK.address;
    case 'any':
      return true;
    default:
      return false;
  }
}

function allowed(world: World): Connection[] {
  const places = placesOf(world).map(({ name }) => name);
  const addresses = new Map(world.targets.map(({ label, address }) => [label, address]));
  addresses.set('internet', INTERNET.host);
  const ways = [...addresses]
    .flatMap(([to, address]) => places.map((from) => ({ from, to, address, port: KEPT })))
    .concat(
      places.map((from) => ({
        ...{ from, to: 'a/web', address: UPLINK.address, port: FORWARDED.kept },
      })),
    );
  return ways.filter(({ from, to, address, port }) => {
    if (from === to || (from === 'host' && to === 'internet')) return false;
    const { reachable, receivers } = reach(world.model, flowTo(from, address, `tcp/${port}`));
    return reachable && receivers.length === 1 && receivers[0] === to;
  });
}

/** What keep.py says of a connection that ended. */
const ENDED = -1;

const [SPAN_MS, PATIENCE_MS] = [350, 12_000];

async function flowing(
  program: Background,
  connections: readonly Connection[],
  hoped: readonly Connection[],
): Promise<Connection[]> {
  // What is on its way now still comes.
  await delay(SPAN_MS);
  const start = await counts(program);
  for (let waited = 0; ; waited += SPAN_MS) {
    await delay(SPAN_MS);
    const now = await counts(program);
    const found = connections.filter((_, at) => (now[at] ?? 0) > (start[at] ?? 0));
    if (hoped.every((each) => found.includes(each)) || waited > PATIENCE_MS) return found;
  }
}

/** How many bytes of each have come back by now, or a moment later. */
async function counts(program: Background): Promise<readonly number[]> {
  const now = Number(process.hrtime.bigint()) / 1e9;
  for (let tries = 0; tries < 200; tries += 1) {
    const lines = program.output().split('\n').slice(0, -1);
    const last = lines.at(-1);
    if (last?.startsWith('[')) {
      const [at = 0, ...came] = z.array(z.number()).parse(JSON.parse(last));
      if (at > now) return came;
    }
    await delay(50);
  }
  throw new Error(`no connections are held: ${program.output()}`);
}
