import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePorts } from '../../../../plugins/port-forward/src/ports.js';
import { portsText } from '../../../../plugins/port-forward/src/state.js';

describe('ports', () => {
  it('are parsed from their printed form', () => {
    const request = fc.record({
      protocol: fc.constantFrom('tcp' as const, 'udp' as const),
      from: fc.integer({ min: 1, max: 64_000 }),
      count: fc.integer({ min: 0, max: 999 }),
      target: fc.integer({ min: 1, max: 64_000 }),
    });
    fc.assert(
      fc.property(request, ({ protocol, from, count, target }) => {
        const ports = { protocol, from, to: from + count, target };
        expect(parsePorts(portsText(ports))).toEqual(ports);
      }),
    );
  });

  it.each([
    ['8080', { protocol: 'tcp', from: 8080, to: 8080, target: 8080 }],
    ['8000-8010/UDP', { protocol: 'udp', from: 8000, to: 8010, target: 8000 }],
  ])('may omit an unchanged part: %s', (text, ports) => {
    expect(parsePorts(text)).toEqual(ports);
  });

  it.each([
    ...['', '80:', ':80', '0', '65536', '1:65536', '80/sctp', '80:80:80', '-1', '90-80'],
    ...['80-90:80', '80-90:80-91', '80:80-90', '1-2000:2-2001', '65535-65536', '80 ', '8e1'],
  ])('are refused: %j', (text) => {
    expect(() => parsePorts(text)).toThrow(expect.objectContaining({ code: 'PORT_INVALID' }));
  });
});
