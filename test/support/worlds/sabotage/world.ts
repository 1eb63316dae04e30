import { foldWhole, openJournal } from '@vpcctl/journal';
import { ipv4Of, type Json, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { lower } from '../../../../src/engine/model/desired.js';
import { EMPTY_STATE, evolve } from '../../../../src/engine/model/evolve.js';
import { requireSubnet, requireVpc } from '../../../../src/model/network/index.js';
import { type Lowered, type ReachModel, reachModelOf } from '../../../../src/model/reach/index.js';
import { allWorkloads } from '../../../../src/model/workloads/select.js';
import { eventually } from '../../cli/gate.js';
import { outside, STATE } from '../../cli/lab-files.js';
import { writeIn } from '../../cli/tutorial.js';
import { ok } from '../../cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../../lab/harness.js';
import { registry } from '../../reach/forwards.js';
import { LAB_HOST } from '../../reach/packets.js';
import type { Target } from './act.js';
import { FORWARDED, KEPT, PROBED } from './ports.js';

/** What of a small world is left to chance. */
export interface WorldSpec {
  /** Whether there is a third VPC, peered with the first. */
  readonly peer: boolean;
  /** The policy of the first public subnet; null for none. */
  readonly ingress: Json[] | null;
  readonly instance: boolean;
  readonly attached: 'a process' | 'a namespace' | null;
  readonly shaped: boolean;
  /** Whether uplinks are named, or `auto`. */
  readonly namedUplink: boolean;
  /** Whether netfilter sees what bridges carry. */
  readonly bridgesAreFiltered: boolean;
}

const allow = (protocol: string, port?: number | string) => ({
  ...{ action: 'allow', protocol },
  ...(port !== undefined && { port }),
});

export const anyWorldSpec: fc.Arbitrary<WorldSpec> = fc.record({
  peer: fc.boolean(),
  ingress: fc.constantFrom(
    null,
    [allow('tcp', PROBED.tcp[0]), allow('tcp', KEPT), allow('icmp')],
    [{ ...allow('all'), source: '10.0.2.0/24' }, allow('udp', PROBED.udp[0])],
  ),
  instance: fc.boolean(),
  attached: fc.constantFrom(null, 'a process', 'a namespace'),
  shaped: fc.boolean(),
  namedUplink: fc.boolean(),
  bridgesAreFiltered: fc.boolean(),
});

/** A world in a lab. */
export interface World {
  readonly lab: Lab;
  readonly lowered: Lowered;
  /** What `reach` says of it as it was built. */
  readonly model: ReachModel;
  readonly targets: readonly Target[];
  /** Ends the lab with the world. */
  stop(): Promise<void>;
}

/** Builds a world by vpcctl's commands: VPC `b` has the addresses of `a`. */
export async function buildWorld(spec: WorldSpec, backend: string): Promise<World> {
  const lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
  const bridged = `/proc/sys/net/bridge/bridge-nf-call-iptables`;
  await lab.shell(`[ ! -e ${bridged} ] || echo ${spec.bridgesAreFiltered ? 1 : 0} >${bridged}`);
  await lab.internet('ip', ['route', 'add', '10.0.0.0/8', 'via', '203.0.113.2']);
  const container = spec.attached === null ? null : await attachable(lab, spec.attached);
  writeIn(lab, '/run/web.json', JSON.stringify({ subnet: '10.0.1.0/24', ingress: spec.ingress }));
  for (const line of [
    `create-vpc a 10.0.0.0/16${spec.namedUplink ? ' --interface eth0' : ''}`,
    'add-subnet a web 10.0.1.0/24 --type public',
    'add-subnet a db 10.0.2.0/24',
    ...(spec.instance ? ['add-instance a web one'] : []),
    ...(container === null ? [] : [`attach a db --name box ${container}`]),
    'create-vpc b 10.0.0.0/16',
    'add-subnet b web 10.0.1.0/24 --type public',
    ...(spec.peer
      ? [
          'create-vpc c 10.1.0.0/16',
          'add-subnet c app 10.1.1.0/24',
          'add-subnet c pub 10.1.2.0/24 --type public',
          'peer a c',
        ]
      : ['add-subnet b db 10.0.2.0/24']),
    ...(spec.ingress === null ? [] : ['apply-firewall a web /run/web.json']),
    `forward a web ${FORWARDED.probed}:${PROBED.tcp[0]}`,
    `forward a web ${FORWARDED.kept}:${KEPT}`,
    ...(spec.shaped ? ['shape a db --rate 50mbit'] : []),
  ]) {
    await ok(lab, ...line.split(' '));
  }
  const state = await stateOf(lab);
  const lowered = { state, resources: lower(registry, state) };
  return {
    ...{ lab, lowered },
    model: reachModelOf(lowered, LAB_HOST),
    targets: targetsOf(state),
    stop: () => lab.stop(),
  };
}

async function attachable(lab: Lab, by: 'a process' | 'a namespace'): Promise<string> {
  if (by === 'a namespace') {
    await lab.shell('ip netns add box && ip -n box link set lo up');
    return '--netns box';
  }
  const box: Background = lab.start('unshare', [
    '--net',
    'sh',
    '-c',
    'echo $$ >/run/box; ip link set lo up; echo up; exec sleep 100000',
  ]);
  await eventually(() => {
    if (!box.output().includes('up')) throw new Error('the container is not there yet');
  });
  return `--pid ${(await lab.shell('cat /run/box')).stdout.trim()}`;
}

async function stateOf(lab: Lab): Promise<State> {
  const { entries } = await openJournal(outside(lab, STATE), { acquire: async () => {} }).read();
  return foldWhole(entries, EMPTY_STATE, evolve(registry)).state;
}

function targetsOf(state: State): Target[] {
  return allWorkloads(state).map((workload) => {
    const { label, vpc, subnet, namespace, hostEnd, guestEnd } = workload;
    const { bridge, segment, cidr, gateway } = requireVpc(state, vpc);
    return {
      ...{ label, vpc, namespace, segment, cidr, gateway },
      bridge: bridge.name,
      subnetCidr: requireSubnet(state, vpc, subnet).cidr,
      port: hostEnd.name,
      guest: guestEnd.name,
      mac: guestEnd.mac,
      address: ipv4Of(workload.addresses).text,
    };
  });
}
