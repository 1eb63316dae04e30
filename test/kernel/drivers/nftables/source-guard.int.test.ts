import { nftables } from '@vpcctl/nftables';
import { BASIC, COMES, filter, type Subject, subjectOf } from '@vpcctl/sdk/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../../support/lab/harness.js';

/** What this driver does beyond what every driver must: what is not fair does not even pass the bridge. */
const NAMESPACE = 'vpc1-public';
const PORT = 'veth-vpc1-publi';
const unprotected = BASIC.filter(({ kind }) => kind !== 'source-guard');

let lab: Lab;
let subject: Subject;
beforeAll(async () => {
  lab = await startLab();
  subject = subjectOf(nftables, lab);
  await subject.use(BASIC, COMES);
  await subject.run('ip', ['link', 'set', PORT, 'mtu', '3000']);
  await subject.run('ip', ['-n', NAMESPACE, 'link', 'set', 'eth0', 'mtu', '3000']);
});
afterAll(() => lab.stop());

/** Counts frames of a kind behind the guard: those on their way in, and those to the bridge itself. */
const countFrames = (match: string): string =>
  ['prerouting', 'input']
    .map(
      (hook) =>
        `chain ${hook} { type filter hook ${hook} priority 0; iifname "${PORT}" ${match} counter; }`,
    )
    .join('\n');

/** How many frames that `match` come past the guard while `script` runs in the subnet. */
async function passed(match: string, script: string): Promise<number> {
  await subject.run('nft', [`table bridge probe {\n${countFrames(match)}\n}`]);
  await subject.shell(NAMESPACE, script);
  const listed = await subject.run('nft', ['list', 'table', 'bridge', 'probe']);
  await subject.run('nft', ['delete table bridge probe']);
  return [...listed.matchAll(/packets (\d+)/g)].reduce((sum, found) => sum + Number(found[1]), 0);
}

const gateway = 'ping -n -q -c 1 -W 0.1 10.0.0.1';
/** Rewrites what leaves the subnet, after its own stack is done with it. */
const rewriting = (rewrite: string, script = gateway): string =>
  `nft 'table netdev evil { chain out { type filter hook egress device "eth0" priority 0; ${rewrite}; }; }' &&
   { ${script}; }; nft delete table netdev evil`;

const tricks: readonly [what: string, match: string, script: string][] = [
  [
    'IPv6',
    'ether type ip6',
    `echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; ip addr add fd00::1/64 dev eth0 nodad
     ping -6 -n -q -c 1 -W 0.1 fd00::2; echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6`,
  ],
  [
    // Read as a tagged frame, the packet's length (2048, 0x0800) is the type IPv4, and its destination the source.
    'a VLAN tag around its own address',
    'ether type vlan',
    rewriting('ip daddr set 10.0.1.1 ether type set 0x8100', `${gateway} -s 2020`),
  ],
  ['another protocol', 'ether type 0x88b5', rewriting('ether type set 0x88b5')],
  [
    '802.1X, which skips the prerouting hook',
    'ether type 0x888e',
    rewriting('ether daddr set 01:80:c2:00:00:03 ether type set 0x888e'),
  ],
];

test.each(tricks)('the bridge is closed to %s', async (_what, match, script) => {
  // The trick works where there is no guard, so it is the guard that stops it.
  await subject.use(unprotected);
  expect(await passed(match, script)).toBeGreaterThan(0);
  await subject.use(BASIC);
  expect(await passed(match, script)).toBe(0);
});

describe('if a port lets a frame in, the router itself drops', () => {
  /** One side of an IPv6 network that the host would route; neighbour discovery is dropped, too. */
  const inIPv6 = async (namespace: string, net: string): Promise<void> => {
    const script = `set -e
      bridge=$(cat /sys/class/net/br-vpc1/address)
      inside="ip netns exec ${namespace}"
      ip addr add ${net}::9/64 dev br-vpc1 nodad
      ip neigh replace ${net}::1 lladdr $($inside cat /sys/class/net/eth0/address) dev br-vpc1
      $inside sh -c 'echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6'
      ip -n ${namespace} addr add ${net}::1/64 dev eth0 nodad
      ip -n ${namespace} route add default via ${net}::9
      ip -n ${namespace} neigh replace ${net}::9 lladdr $bridge dev eth0`;
    await subject.run('bash', ['-c', script]);
  };
  const pings = async (to: string): Promise<boolean> =>
    (await subject.shell(NAMESPACE, `ping -6 -n -q -c 1 -W 1 ${to}`)).exitCode === 0;
  /** To the host, and to the neighbour. */
  const both = (): Promise<boolean[]> => Promise.all([pings('fd00:1::9'), pings('fd00:2::1')]);

  test('IPv6', async () => {
    await subject.use(unprotected);
    const conf = '/proc/sys/net/ipv6/conf';
    const on = `echo 0 > ${conf}/br-vpc1/disable_ipv6; echo 1 > ${conf}/all/forwarding`;
    await subject.run('sh', ['-c', on]);
    await inIPv6(NAMESPACE, 'fd00:1');
    await inIPv6('vpc1-private', 'fd00:2');

    expect(await both()).toEqual([false, false]);
    for (const chain of ['to-host', 'from-host', 'vpc-policy']) {
      await subject.run('nft', [`insert rule inet vpcctl ${chain} meta nfproto ipv6 accept`]);
    }
    expect(await both()).toEqual([true, true]);
    await subject.repair([filter]);
  });
});
