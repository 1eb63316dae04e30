import { describe, expect, it } from 'vitest';
import { isLoopback, parseNameServers } from '../../../src/host/netns/name-servers.js';

describe('the name servers of a resolv.conf', () => {
  it('are read, and comments and other options are not', () => {
    const text =
      '# nameserver 1.1.1.1\n nameserver\t127.0.0.53\nsearch example\nnameserver 10.0.0.53 x\noptions edns0';
    expect(parseNameServers(text)).toEqual(['127.0.0.53', '10.0.0.53']);
  });

  it.each([
    ['127.0.0.53', true],
    ['127.0.1.1', true],
    ['::1', true],
    ['10.255.255.53', false],
    ['2001:db8::53', false],
  ])('%s is of loopback: %s', (server, expected) => {
    expect(isLoopback(server)).toBe(expected);
  });
});
