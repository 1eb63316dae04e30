import { describe, expect, it } from 'vitest';
import { parseInterfaces } from '../../../../src/host/proc/interfaces.js';

describe('parseInterfaces', () => {
  it('reads names with dots and colons from /proc/net/dev', () => {
    const text = [
      'Inter-|   Receive                                                |  Transmit',
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets',
      '    lo:     100       1    0    0    0     0          0         0      100       1',
      'eth0.100: 98765432    1    0    0    0     0          0         0      100       1',
      'a:b:       0       0    0    0    0     0          0         0        0       0',
      'veth-vpc1-publi:       0       0    0    0    0     0          0         0        0',
      '',
    ].join('\n');
    expect(parseInterfaces(text)).toEqual(['lo', 'eth0.100', 'a:b', 'veth-vpc1-publi']);
    expect(parseInterfaces('')).toEqual([]);
  });
});
