import { describe, expect, it } from 'vitest';
import {
  type FlowFilter,
  type FlowLine,
  matchesFlow,
  parseEndFilter,
} from '../../../../src/model/flows/index.js';

const ANY: FlowFilter = { vpc: null, from: null, to: null, action: null, since: null };
const line: FlowLine = {
  ...{ status: 'OK', vpc: 'shop', interface: 'shop/web/web1', action: 'REJECT' },
  ...{ source: '10.0.1.2', sourcePort: 1, destination: '198.51.100.8', port: 2, protocol: 6 },
  ...{ packets: 1, bytes: 40, start: 1000, end: 2000 },
  ...{ from: 'shop/web/web1', to: null, entry: null, rule: null },
};
const from = (text: string) => ({ ...ANY, from: parseEndFilter(text) });
const to = (text: string) => ({ ...ANY, to: parseEndFilter(text) });

describe('a line of a flow log', () => {
  it.each<[string, FlowFilter]>([
    ['any', ANY],
    ['its VPC', { ...ANY, vpc: 'shop' }],
    ['its action', { ...ANY, action: 'REJECT' }],
    ['a time in its window', { ...ANY, since: 2000 }],
    ['its sender', from('shop/web/web1')],
    ['the subnet of its sender', from('shop/web')],
    ['the VPC of its sender', from('shop')],
    ['the address of its sender', from('10.0.1.2')],
    ['a network of its receiver', to('198.51.100.0/24')],
  ])('is found by %s', (_what, filter) => {
    expect(matchesFlow(line, filter)).toBe(true);
  });

  it.each<[string, FlowFilter]>([
    ['another VPC', { ...ANY, vpc: 'office' }],
    ['another action', { ...ANY, action: 'ACCEPT' }],
    ['a later time', { ...ANY, since: 2001 }],
    ['a name that begins alike', from('shop/we')],
    ['the sender as the receiver', to('shop/web/web1')],
    ['another address', from('10.0.1.3')],
    ['another network', to('198.51.100.128/25')],
  ])('is not found by %s', (_what, filter) => {
    expect(matchesFlow(line, filter)).toBe(false);
  });

  it('that says what was lost is always found, one without traffic never', () => {
    const gap: FlowLine = { status: 'SKIPDATA', vpc: null, start: 1, end: 2, lost: 3 };
    expect(matchesFlow(gap, from('shop/db'))).toBe(true);
    expect(matchesFlow({ ...gap, status: 'NODATA', vpc: 'shop' }, ANY)).toBe(false);
  });

  it('in the format of AWS is found by the name of its interface', () => {
    expect(matchesFlow({ ...line, from: null }, to('shop/web'))).toBe(true);
  });

  it.each(['10.0.0.0/33', '1.2.3.256'])('is not looked for by %s', (text) => {
    expect(() => parseEndFilter(text)).toThrow();
  });
});
