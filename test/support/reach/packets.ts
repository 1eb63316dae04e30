import { placeholdersOf } from '../../../src/backend-compare/placeholders.js';
import { isProbed } from '../../../src/engine/reach/packets.js';
import { selectVpcs } from '../../../src/features/vpc/state.js';
import { namespaceFile } from '../../../src/host/netns/namespaces.js';
import type { Verdict } from '../../../src/host/probe/protocol.js';
import { INTERNET, LAB, UPLINK } from '../../../src/lab/layout.js';
import { probeInLab } from '../../../src/lab/probe-in-lab.js';
import {
  endpointText,
  type Flow,
  type HostView,
  type ReachModel,
  reach,
  reachModelOf,
  serviceText,
} from '../../../src/model/reach/index.js';
import { CHECKOUT } from '../checkout.js';
import { BOTH } from '../engine/backends.js';
import { openTestEngine } from '../engine/support.js';
import { fastDirectory } from '../lab/fast-directory.js';
import { LISTENED, type Topology } from './arbitrary.js';
import { FORWARDS } from './forwards.js';

/** What a lab's host is besides its VPCs. */
export const LAB_HOST: NonNullable<HostView> = {
  addresses: [UPLINK.address],
  routes: [
    { destination: '0.0.0.0/0', gateway: INTERNET.gateway, interface: 'eth0', metric: 0 },
    { destination: '203.0.113.0/24', gateway: null, interface: 'eth0', metric: 0 },
  ],
  uplinks: ['eth0'],
};

const BRIDGE_FILTER = 'net/bridge/bridge-nf-call-iptables';

/** What of a topology decides who can reach whom in a lab. */
export function labModel(topology: Topology): ReachModel {
  return reachModelOf(topology, LAB_HOST);
}

/** Silence that no busy machine makes of an answer. */
const PATIENT_MS = 10_000;

/** Who is there beyond a lab's uplink. */
const OUTSIDE: readonly string[] = [INTERNET.host, INTERNET.gateway];

/**
 * Builds a topology in a lab of its own and sends the packets of flows, all at once. Where nothing came back that should have, once
 * more, and with patience: a disagreement is one that is there twice, not a busy machine.
 * @returns what differs from what the model says, a line each: none where they agree
 */
export async function disagreements(
  topology: Topology,
  flows: readonly Flow[],
  backend: string,
): Promise<string[]> {
  const model = labModel(topology);
  const met = await send(topology, flows, backend);
  const found = flows.flatMap((flow, index) => differing(model, flow, met[index]));
  if (!found.some(isSilence)) return found.map(textOf);
  const again = await send(topology, flows, backend, PATIENT_MS);
  return flows.flatMap((flow, index) => differing(model, flow, again[index])).map(textOf);
}

async function send(
  topology: Topology,
  flows: readonly Flow[],
  backend: string,
  milliseconds?: number,
): Promise<Verdict[]> {
  const { requests, state } = topology;
  const engine = openTestEngine({ directory: fastDirectory(), plugins: [...BOTH, FORWARDS] });
  // Recorded first, so that the lab is built once, by this one.
  await engine.play([['backend.set', { name: backend }], ...requests]);
  return probeInLab(
    CHECKOUT,
    'the lab',
    {
      journal: engine.journalText(),
      plugins: null,
      uplinks: [{ interface: UPLINK.interface, gateway: null }],
      knownOutside: Object.values(selectVpcs(state)).map(({ cidr }) => cidr),
      namespaces: placeholdersOf(state).namespaces,
    },
    {
      sysctls: { [BRIDGE_FILTER]: topology.bridgesAreFiltered ? '1' : '0' },
      commands: [],
      milliseconds,
      workloads: [
        ...labModel(topology).workloads.map(({ name, namespace }) => ({
          name,
          namespace: namespaceFile(namespace),
        })),
        { name: 'host', namespace: null },
        { name: 'internet', namespace: LAB.internet },
      ],
      ports: { tcp: LISTENED, udp: LISTENED },
      flows: flows.map(({ from, to, protocol, port }) => {
        if (!isProbed(protocol)) throw new Error(`no packets of ${protocol}`);
        return { from: endpointText(from), address: endpointText(to), protocol, port: port ?? 0 };
      }),
    },
  );
}

interface Disagreement {
  readonly flow: Flow;
  readonly said: readonly string[];
  readonly verdict: Verdict | undefined;
}

/** Nothing came back, or a connection and then no name. */
function isSilence({ flow, verdict }: Disagreement): boolean {
  if (verdict?.answer !== 'answered') return verdict?.answer === 'dropped';
  return flow.protocol !== 'icmp' && verdict.by === null;
}

function differing(model: ReachModel, flow: Flow, verdict: Verdict | undefined): Disagreement[] {
  const said = inWords(model, flow);
  return said.includes(asMet(flow, verdict)) ? [] : [{ flow, said, verdict }];
}

function textOf({ flow, said, verdict }: Disagreement): string {
  return `${flowText(flow)}: the model says ${said.join(' or ')}, packets say ${asMet(flow, verdict)}`;
}

/** Who answers, as the model has it: one of these. */
export function inWords(model: ReachModel, flow: Flow): string[] {
  const { reachable, receivers } = reach(model, flow);
  const isNobody = receivers.includes('internet') && !OUTSIDE.includes(endpointText(flow.to));
  if (isNobody) return ['dropped'];
  return [
    // An echo does not say whose it is.
    ...receivers.map((name) => (flow.protocol === 'icmp' ? 'answered' : `answered by ${name}`)),
    ...(reachable ? [] : ['dropped']),
  ];
}

function asMet({ protocol }: Flow, verdict: Verdict | undefined): string {
  if (verdict?.answer !== 'answered') return String(verdict?.answer);
  return protocol === 'icmp' ? 'answered' : `answered by ${verdict.by}`;
}

export function flowText(flow: Flow): string {
  return `${endpointText(flow.from)} -> ${endpointText(flow.to)} ${serviceText(flow)}`;
}
