import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConnections } from '../../../../src/host/conntrack/entry.js';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';
import type { Step } from '../../../support/host/netlink-agent.js';
import { runSteps, tryNetlink } from './support.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
});
afterAll(() => host.stop());

const direction = z.object({
  source: z.string(),
  sourcePort: z.number().nullable(),
  destination: z.string(),
  port: z.number().nullable(),
  protocol: z.number(),
  icmp: z.object({ id: z.number(), type: z.number(), code: z.number() }).nullable(),
  zone: z.number().nullable(),
});
const connections = z.array(
  z.object({
    original: direction,
    reply: direction,
    mark: z.number(),
    answered: z.boolean(),
    zone: z.number(),
    id: z.number(),
  }),
);
type Connection = z.infer<typeof connections>[number];

const read = (mark: number | null) =>
  host.ask(connections, { do: 'netlink', ask: 'connections', mark });
const end = (step: Step) =>
  tryNetlink(host, { do: 'netlink', ask: 'run', namespace: null, steps: [step] });

/** A connection as if a workload of a VPC had opened it. */
function opened(from: string, mark: number, protocol: number, zone: number | null): Step {
  const icmp = (type: number) => (protocol === 1 ? { id: 9, type, code: 0 } : null);
  const ports = (source: number, to: number) =>
    protocol === 1 ? { sourcePort: null, port: null } : { sourcePort: source, port: to };
  const to = '198.51.100.8';
  const original = { source: from, destination: to, ...ports(1000, 80), protocol, icmp: icmp(8) };
  // The answers have no zone, so that they differ by the port that NAT chose.
  const reply = { source: to, destination: from, ...ports(80, mark), protocol, icmp: icmp(0) };
  return [
    'connection.add',
    {
      ...{ original: { ...original, zone }, reply: { ...reply, zone: null } },
      ...{ mark, zone: 0, timeoutSeconds: 600 },
    },
  ];
}

const [UDP, ICMP] = [17, 1];

describe('connections', () => {
  it('are read as conntrack shows them, by their marks', async () => {
    await runSteps(host, null, [
      opened('10.0.1.1', 7001, UDP, 7001),
      opened('10.0.1.2', 7001, ICMP, null),
      opened('10.0.1.1', 7002, UDP, 7002),
    ]);
    const shown = parseConnections(await host.shell('conntrack -L -f ipv4 2>/dev/null'));
    const names = new Map([
      [UDP, 'udp'],
      [ICMP, 'icmp'],
    ]);
    const asShown = ({ original, reply, mark, answered }: Connection) => ({
      protocol: names.get(original.protocol),
      mark,
      icmpType: original.icmp?.type ?? null,
      segment: original.zone,
      answered,
      original: ends(original),
      reply: ends(reply),
    });
    const found = await read(null);
    expect(sorted(found.map(asShown))).toEqual(sorted(shown));
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect((await read(7001)).map(({ mark }) => mark)).toEqual([7001, 7001]);
  });

  it('end one by one, each only if it is still the same one', async () => {
    const [first] = (await read(7002)).slice(0, 1);
    if (first === undefined) throw new Error('no connection with the mark');
    const { original, zone, id } = first;
    const other = await end(['connection.end', { original, zone, id: (id + 1) % 2 ** 32 }]);
    expect(other).toMatchObject({ code: 'ENOENT', delete: 'gone' });
    const elsewhere = { original: { ...original, zone: 7003 }, zone, id };
    expect(await end(['connection.end', elsewhere])).toMatchObject({ code: 'ENOENT' });
    expect(await end(['connection.end', { original, zone, id }])).toBeNull();
    expect(await read(7002)).toEqual([]);
    // The one between the same addresses in another zone is still there; and one of ICMP ends too.
    const rest = await read(7001);
    expect(rest).toHaveLength(2);
    for (const each of rest) {
      expect(
        await end(['connection.end', { original: each.original, zone: each.zone, id: each.id }]),
      ).toBeNull();
    }
    expect(await read(7001)).toEqual([]);
  });

  it('end together by their mark, and no others', async () => {
    await runSteps(host, null, [
      opened('10.0.1.1', 7001, UDP, 7001),
      opened('10.0.1.2', 7001, UDP, 7001),
      opened('10.0.1.1', 7002, UDP, 7002),
      opened('10.0.1.3', 0, UDP, null),
    ]);
    expect(await end(['connection.endAll', { mark: 7001 }])).toBeNull();
    expect(await read(7001)).toEqual([]);
    expect(await read(7002)).toHaveLength(1);
    expect((await read(null)).some(({ original }) => original.source === '10.0.1.3')).toBe(true);
  });
});

function ends({ source, sourcePort, destination, port }: Connection['original']) {
  return { source, sourcePort, destination, port };
}

const sorted = (list: readonly unknown[]) =>
  list.map((each) => JSON.stringify(sortKeys(each))).sort();

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}
