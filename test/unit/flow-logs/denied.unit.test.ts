import { deniedMark, deniedPrefix } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watchedState } from '../../../src/flow-logs/watched.js';
import type { DeniedLogEntry } from '../../../src/host/index.js';
import { given } from '../../support/features/given.js';

const { state } = given(
  ['vpc.create', { name: 'shop', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'shop', name: 'web', cidr: '10.0.1.0/24' }],
  ['subnet.add', { vpc: 'shop', name: 'db', cidr: '10.0.2.0/24' }],
  [
    'firewall.apply',
    {
      vpc: 'shop',
      subnet: 'db',
      policy: {
        subnet: '10.0.2.0/24',
        ingress: [{ port: 22, protocol: 'tcp', action: 'deny' }],
      },
    },
  ],
);
const { readDenied } = watchedState(state, {
  allowed: () => ({ entry: null, rule: null }),
  entryOf: (policy) => (policy === 'shop/db' ? 4 : null),
});

/** An IPv4 packet with the first words of TCP. */
function packet(source: string, destination: string, port: number): Buffer {
  const bytes = Buffer.alloc(60);
  bytes.writeUInt8(0x45, 0);
  bytes.writeUInt16BE(60, 2);
  bytes.writeUInt8(6, 9);
  bytes.set(source.split('.').map(Number), 12);
  bytes.set(destination.split('.').map(Number), 16);
  bytes.writeUInt16BE(5000, 20);
  bytes.writeUInt16BE(port, 22);
  return bytes;
}

const ENTRY: DeniedLogEntry = {
  ...{ group: 7000, hook: 2, etherType: 0x0800, time: null, indev: 1, outdev: 1, sequence: 1 },
  prefix: deniedPrefix('from', 'shop'),
  mark: deniedMark('ingress-rule', 1),
  bytes: packet('10.0.1.1', '10.0.2.1', 22),
  ...{ input: 'br-shop', output: 'br-shop' },
};

describe('the record of a denied packet', () => {
  it('has names, rule and entry', () => {
    expect(readDenied(ENTRY, 7)).toEqual({
      ...{ status: 'OK', vpc: 'shop', interface: 'shop/web', action: 'REJECT', protocol: 6 },
      ...{ source: '10.0.1.1', sourcePort: 5000, destination: '10.0.2.1', port: 22 },
      ...{ packets: 1, bytes: 60, start: 7, end: 7, from: 'shop/web', to: 'shop/db' },
      ...{ entry: 4, rule: 'rule 1 of the ingress policy of shop/db' },
    });
    const guarded = { ...ENTRY, mark: deniedMark('source-guard') };
    expect(readDenied(guarded, 7)).toMatchObject({ entry: null, rule: 'source-guard' });
  });

  it('on its way to a VPC is of the interface of the receiver', () => {
    const entered = { ...ENTRY, prefix: deniedPrefix('to', 'shop'), input: 'eth0' };
    const from = packet('198.51.100.8', '10.0.2.1', 80);
    expect(readDenied({ ...entered, bytes: from }, 7)).toMatchObject({
      ...{ interface: 'shop/db', from: null, to: 'shop/db' },
    });
  });

  it('of the host itself names no sender', () => {
    const error = packet('10.0.0.1', '10.0.1.1', 0);
    error.writeUInt8(1, 9);
    error.writeUInt8(3, 20);
    const entry = { ...ENTRY, bytes: error, mark: deniedMark('icmp-error'), input: null };
    expect(readDenied({ ...entry, prefix: deniedPrefix('to', 'shop') }, 7)).toMatchObject({
      ...{ interface: 'shop/web', from: null, to: 'shop/web', rule: 'icmp-error' },
    });
  });

  it('is none for what is not IPv4, or not of a log of ours', () => {
    expect(readDenied({ ...ENTRY, etherType: 0x86dd }, 7)).toBeNull();
    expect(readDenied({ ...ENTRY, prefix: 'other' }, 7)).toBeNull();
    expect(readDenied({ ...ENTRY, mark: 0 }, 7)).toBeNull();
  });

  it('is safe to make of any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 160 }),
        fc.nat({ max: 0xffff }),
        (bytes, etherType) => {
          const record = readDenied({ ...ENTRY, etherType, bytes: Buffer.from(bytes) }, 7);
          expect(record === null || record.packets === 1).toBe(true);
        },
      ),
    );
  });
});
