import { ipv4Of, knownAddress, type WorkloadView } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../../examples/plugin-dns/src/names.js';
import { choosePorts } from '../../../examples/plugin-dns/src/ports.js';
import { dnsmasqArguments } from '../../../examples/plugin-dns/src/server.js';

/** What vpcctl takes for a name (src/model/names/name.ts). */
const name = fc
  .stringMatching(/^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/)
  .filter((each) => each.length <= 60);

/** Workloads of a VPC: subnets and instances with names of their own, and no address twice. */
const workloads = fc
  .uniqueArray(fc.tuple(name, fc.uniqueArray(name, { maxLength: 4 })), {
    selector: ([subnet]) => subnet,
    maxLength: 5,
  })
  .map((subnets) =>
    subnets.flatMap(([subnet, instances], third) =>
      [null, ...instances].map(
        (instance, last): WorkloadView => ({
          vpc: 'vpc1',
          subnet,
          instance,
          type: third % 2 === 0 ? 'public' : 'private',
          addresses: [knownAddress(`10.0.${third}.${last + 1}`)],
          namespace: '',
          guestEnd: { name: '', altname: null, mac: '' },
          hostEnd: { name: '', altname: null, mac: '' },
        }),
      ),
    ),
  );

const textOf = ({ addresses }: WorkloadView) => ipv4Of(addresses).text;

describe('the names of a VPC', () => {
  it('are valid host names (RFC 1035, RFC 1123)', () => {
    fc.assert(
      fc.property(name, workloads, (vpc, all) => {
        for (const record of recordsOf(vpc, all)) {
          expect(record.name.length).toBeLessThanOrEqual(253);
          for (const label of record.name.split('.')) {
            expect(label).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
          }
        }
      }),
    );
  });

  it('are one for each workload, and unique', () => {
    fc.assert(
      fc.property(name, workloads, (vpc, all) => {
        const records = recordsOf(vpc, all);
        expect(new Set(records.map((record) => record.name)).size).toBe(all.length);
        expect(records.map(({ address }) => address).sort()).toEqual(all.map(textOf).sort());
      }),
    );
  });

  it('do not depend on the order in which the workloads were added', () => {
    const shuffled = workloads.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(name, shuffled, (vpc, [all, others]) => {
        expect(recordsOf(vpc, others)).toEqual(recordsOf(vpc, all));
      }),
    );
  });

  it('follow the workloads: one that comes or goes changes only its own record', () => {
    fc.assert(
      fc.property(name, workloads, fc.nat(), (vpc, all, seed) => {
        fc.pre(all.length > 0);
        const gone = all[seed % all.length];
        const rest = recordsOf(
          vpc,
          all.filter((each) => each !== gone),
        );
        expect(rest).toEqual(
          recordsOf(vpc, all).filter(
            ({ address }) => gone === undefined || address !== textOf(gone),
          ),
        );
      }),
    );
  });
});

describe('the ports of its servers', () => {
  const taken = fc.uniqueArray(fc.integer({ min: 20_000, max: 29_999 }), { maxLength: 2000 });

  it('are two free ports, outside the ephemeral range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 7001, max: 30_000 }), taken, (segment, ports) => {
        const listeners = ports.map((port) => ({
          protocol: 'udp' as const,
          address: null,
          port,
          process: null,
        }));
        const other = choosePorts(segment, {}, { listeners: [] });
        const others = { vpc2: { vpc: 'vpc2', ports: other } };
        const chosen = choosePorts(segment, others, { listeners });
        for (const port of [chosen.public, chosen.private]) {
          expect([...ports, other.public, other.private]).not.toContain(port);
          expect(port).toBeGreaterThanOrEqual(20_000);
          expect(port).toBeLessThan(30_000);
        }
        expect(chosen.public).not.toBe(chosen.private);
      }),
    );
  });

  it('are refused with a next step where none are free', () => {
    const listeners = Array.from({ length: 5000 }, (_, pair) => ({
      protocol: 'tcp' as const,
      address: null,
      port: 20_000 + 2 * pair,
      process: null,
    }));
    expect(() => choosePorts(7001, {}, { listeners })).toThrow(
      expect.objectContaining({ code: 'DNS_PORTS_TAKEN' }),
    );
  });
});

it('a server for private workloads has no upstream', () => {
  const server = {
    name: 'dns-7001-private',
    interface: 'br-vpc1',
    port: 20_001,
    domain: 'vpc1.internal',
    cidr: '10.0.0.0/16',
    records: [{ name: 'db.vpc1.internal', address: '10.0.2.1' }],
  };
  const words = dnsmasqArguments({ ...server, asksOthers: false });
  expect(words).toContain('--no-resolv');
  expect(words).toContain('--host-record=db.vpc1.internal,10.0.2.1');
  expect(words).toContain('--pid-file=/run/vpcctl/dns-7001-private.pid');
  expect(dnsmasqArguments({ ...server, asksOthers: true })).not.toContain('--no-resolv');
});
