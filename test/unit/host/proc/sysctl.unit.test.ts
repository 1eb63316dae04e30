import { describe, expect, it } from 'vitest';
import { isOfLinkWithoutIpv6 } from '../../../../src/host/proc/sysctl.js';

const CONF = '/proc/sys/net';
const read = (...there: string[]) => {
  const files = new Set(there.map((file) => `${CONF}/${file}`));
  return (path: string) => (files.has(path) ? '0' : null);
};

describe('a setting of IPv6 has nothing to close', () => {
  it.each<[what: string, key: string, there: string[], expected: boolean]>([
    ['on a link without IPv6', 'net/ipv6/conf/a/disable_ipv6', ['ipv4/conf/a/forwarding'], true],
    ['not on a link that is missing', 'net/ipv6/conf/a/disable_ipv6', [], false],
    [
      'not on a link with IPv6',
      'net/ipv6/conf/a/disable_ipv6',
      ['ipv4/conf/a/forwarding', 'ipv6/conf/a/disable_ipv6'],
      false,
    ],
    [
      'not where another setting is missing on a link with IPv6',
      'net/ipv6/conf/a/no_such',
      ['ipv4/conf/a/forwarding', 'ipv6/conf/a/disable_ipv6'],
      false,
    ],
    ['not where it is of IPv4', 'net/ipv4/conf/a/no_such', ['ipv4/conf/a/forwarding'], false],
  ])('%s', (_what, key, there, expected) => {
    expect(isOfLinkWithoutIpv6(key, read(...there))).toBe(expected);
  });
});
