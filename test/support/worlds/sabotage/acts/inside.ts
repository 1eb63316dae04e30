import type { Act, Target } from '../act.js';

const inside = (
  kind: string,
  words: (target: Target) => string,
  back?: (target: Target) => string,
  more: Pick<Act, 'ends' | 'unseen'> = {},
): Act => ({
  ...more,
  kind: `inside, ${kind}`,
  does: (target) => `ip netns exec ${target.namespace} sh -ec '${words(target)}'`,
  ...(back && {
    goes: (target: Target) => `ip netns exec ${target.namespace} sh -c '${back(target)}'`,
  }),
});

const OWN = { unseen: 'how a workload itself routes is its own affair' };

/** What root does in the namespace of a workload, and what becomes of the namespace. */
export const INSIDE_ACTS: readonly Act[] = [
  inside('the link is down', ({ guest }) => `ip link set ${guest} down`),
  inside(
    'the link has another name',
    ({ guest }) =>
      `ip link set ${guest} down; ip link set ${guest} name other9; ip link set other9 up`,
    undefined,
    { ends: 'of the workload' },
  ),
  inside(
    'the link has another MAC',
    ({ guest }) => `ip link set ${guest} address 02:00:00:00:00:04`,
  ),
  inside(
    'the link answers no ARP',
    ({ guest }) => `ip link set ${guest} arp off`,
    ({ guest }) => `ip link set ${guest} arp on`,
  ),
  inside('there is no address', ({ guest }) => `ip addr flush dev ${guest}`),
  inside('there is no default route', () => 'ip route del default'),
  inside(
    'the default route is by a neighbour',
    ({ guest, address }) =>
      `ip route replace default via ${address.replace(/\d+$/, '77')} dev ${guest}`,
  ),
  inside(
    'another route takes the VPC',
    ({ cidr }) => `ip route add blackhole ${cidr}`,
    ({ cidr }) => `ip route del blackhole ${cidr}`,
    OWN,
  ),
  inside(
    'a rule comes first',
    () => 'ip rule add pref 9 prohibit',
    () => 'ip rule del pref 9',
    OWN,
  ),
  inside(
    'the MAC of the router is wrong',
    ({ gateway, guest }) =>
      `ip neigh replace ${gateway} lladdr 02:00:00:00:00:96 dev ${guest} nud permanent`,
    ({ gateway, guest }) => `ip neigh del ${gateway} dev ${guest}`,
    OWN,
  ),
  inside(
    'the loopback is down',
    () => 'ip link set lo down',
    () => 'ip link set lo up',
  ),
  inside('there is a bad name', ({ guest }) => `ip link set ${guest} alias "$(printf "a\\001b")"`),
  {
    kind: 'the link inside is on the host',
    does: ({ namespace, guest }) => `ip -n ${namespace} link set ${guest} netns 1`,
    goes: ({ guest }) => `ip link del ${guest}`,
    ends: 'of the workload',
  },
  {
    kind: 'the namespace has no name',
    does: ({ namespace }) => `ip netns del ${namespace}`,
    goes: ({ namespace }) => `[ -e /run/netns/${namespace} ] || ip netns add ${namespace}`,
    ends: 'of the workload',
  },
  {
    kind: 'another namespace has its name',
    does: ({ namespace }) => `ip netns del ${namespace}; ip netns add ${namespace}`,
    goes: ({ namespace, port }) => `ip link del ${port}; ip netns del ${namespace}`,
    ends: 'of the workload',
  },
];

/** What happens to vpcctl's own files. */
export const FILE_ACTS: readonly Act[] = [
  { kind: 'the snapshot is gone', does: () => 'rm -f $VPCCTL_HOME/vpcs.json' },
  { kind: 'the snapshot is damaged', does: () => 'echo "{" >$VPCCTL_HOME/vpcs.json' },
  { kind: 'the record of the host is gone', does: () => 'rm -f $VPCCTL_HOME/host.json' },
  { kind: 'the log is gone', does: () => 'rm -f $VPCCTL_HOME/vpcctl.log' },
];
