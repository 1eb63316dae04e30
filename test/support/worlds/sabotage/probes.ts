import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { namespaceFile } from '../../../../src/host/netns/namespaces.js';
import { INTERNET, LAB, UPLINK } from '../../../../src/lab/layout.js';
import {
  type Endpoint,
  endpointText,
  type Flow,
  parseFlow,
  type ReachModel,
} from '../../../../src/model/reach/index.js';
import { writeIn } from '../../cli/tutorial.js';
import { flowText, inWords } from '../../reach/packets.js';
import { FORWARDED, PROBED } from './ports.js';
import type { World } from './world.js';

const PROGRAMS = '/run/sabotage';

/** Puts the programs that send packets into a lab. */
export async function installPrograms({ lab }: World): Promise<void> {
  await lab.shell(`mkdir -p ${PROGRAMS}`);
  for (const name of ['places.py', 'probe.py', 'keep.py']) {
    const text = readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
    writeIn(lab, `${PROGRAMS}/${name}`, text);
  }
}

export const programIn = (name: string): string => `${PROGRAMS}/${name}`;

/** The names of all that sends, each with the file of its network. */
export function placesOf({ model }: World): { readonly name: string; readonly file: string }[] {
  return [
    ...model.workloads.map(({ name, namespace }) => ({ name, file: namespaceFile(namespace) })),
    { name: 'host', file: '/proc/1/ns/net' },
    { name: 'internet', file: LAB.internet },
  ];
}

/** Every sender to every address, with each protocol, and to the forwarded port. */
export function allFlows(world: World): Flow[] {
  const addresses = [
    ...new Set(world.targets.flatMap(({ address, gateway }) => [address, gateway])),
    ...[UPLINK.address, INTERNET.host, '10.0.3.77'],
  ];
  const services = [
    ...['icmp', ...PROBED.tcp.map((port) => `tcp/${port}`), ...PROBED.udp.map((p) => `udp/${p}`)],
  ];
  return placesOf(world).flatMap(({ name }) => [
    ...addresses
      // What the host itself does outside the VPCs is its own affair.
      .filter((address) => !['internet', 'host'].includes(name) || address !== INTERNET.host)
      .flatMap((address) => services.map((service) => flowTo(name, address, service))),
    flowTo(name, UPLINK.address, `tcp/${FORWARDED.probed}`),
  ]);
}

/** A flow from a place by its name to an address. */
export function flowTo(name: string, address: string, service: string): Flow {
  const [protocol, port] = service.split('/');
  const to: Endpoint = { kind: 'address', address };
  const { from } = parseFlow(name, address, (reason) => {
    throw new Error(reason);
  });
  return { from, to, protocol: protocol as Flow['protocol'], port: port ? Number(port) : null };
}

/** Silence lasts as long the first time, and as long where it should have been an answer. */
const [SOON, LATE] = [600, 3000];

/**
 * Sends the packets of all flows.
 * @returns the flows for which packets say other than the model, a line each
 */
export async function disagreements(world: World, model = world.model): Promise<string[]> {
  const flows = allFlows(world);
  const first = differing(model, flows, await send(world, flows, SOON));
  if (first.length === 0) return [];
  const again = first.map(({ flow }) => flow);
  return differing(model, again, await send(world, again, LATE)).map(
    ({ flow, said, met }) =>
      `${flowText(flow)}: the model says ${said.join(' or ')}, packets say ${met}`,
  );
}

function differing(model: ReachModel, flows: readonly Flow[], answers: readonly string[]) {
  return flows.flatMap((flow, index) => {
    const said = inWords(model, flow);
    const met = answers[index] ?? 'nothing';
    // A rejection is no answer either.
    const agrees = said.includes(met) || (met === 'refused' && said.includes('dropped'));
    return agrees ? [] : [{ flow, said, met }];
  });
}

async function send(
  world: World,
  flows: readonly Flow[],
  milliseconds: number,
): Promise<readonly string[]> {
  const input = JSON.stringify({
    places: placesOf(world),
    ports: [...PROBED.tcp, ...PROBED.udp],
    milliseconds,
    flows: flows.map(({ from, to, protocol, port }) => ({
      ...{ from: endpointText(from), address: endpointText(to), protocol, port: port ?? 0 },
    })),
  });
  const { exitCode, stdout, stderr } = await world.lab.run('python3', [programIn('probe.py')], {
    input,
  });
  if (exitCode !== 0) throw new Error(`the probes failed: ${stderr}`);
  return z.array(z.string()).parse(JSON.parse(stdout));
}
