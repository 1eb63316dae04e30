import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { keeps } from '../../../../plugins/shaping/src/driver/discipline.js';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
  await host.shell(`
    ip link add veth-a address 02:00:00:00:00:0a type veth peer name veth-b
    ip link property add dev veth-a altname a-of-the-test
    ip link add ifb-test address 02:00:00:00:00:0b type ifb
    ip link set dev ifb-test addrgenmode none alias vpcctl:test
    ip link set dev ifb-test up
    tc qdisc replace dev ifb-test root tbf rate 10mbit burst 20000 latency 50ms
    tc qdisc add dev veth-a ingress
    tc filter add dev veth-a ingress protocol all pref 1 u32 match u32 0 0 action mirred egress redirect dev ifb-test
    tc qdisc replace dev veth-b root fq_codel
    tc qdisc add dev veth-b ingress`);
});
afterAll(() => host.stop());

const discipline = z.object({
  kind: z.literal('tbf'),
  rate: z.number(),
  burst: z.number(),
  latency: z.number(),
});
const queueing = z.object({
  links: z.array(z.looseObject({ name: z.string() })),
  qdiscs: z.array(
    z.tuple([z.string(), z.object({ kind: z.string(), discipline: discipline.nullable() })]),
  ),
  redirects: z.array(z.tuple([z.string(), z.string().nullable()])),
});

const WANTED = { kind: 'tbf', rate: 10_000_000, burst: 20_000, latency: 50_000 } as const;

it('the queueing of a host is read by netlink as tc and ip show it', async () => {
  const [netlink, programs] = await Promise.all(
    (['netlink', 'programs'] as const).map((by) => host.ask(queueing, { do: 'queueing', by })),
  );
  if (netlink === undefined || programs === undefined) throw new Error('no answer');
  expect(netlink.links).toEqual(programs.links);
  expect(netlink.redirects.sort()).toEqual([
    ['veth-a', 'ifb-test'],
    ['veth-b', null],
  ]);
  expect(programs.redirects.sort()).toEqual(netlink.redirects);
  const kinds = (seen: typeof netlink) => seen.qdiscs.map(([link, { kind }]) => [link, kind]);
  expect(kinds(netlink)).toEqual(kinds(programs));
  for (const { qdiscs } of [netlink, programs]) {
    const limit = new Map(qdiscs).get('ifb-test');
    expect(limit !== undefined && keeps(WANTED, limit), JSON.stringify(limit)).toBe(true);
  }
});
