import { expect, it } from 'vitest';
import { localAddresses } from '../../../../src/host/probe/servers.js';

const TRIE = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     |-- 10.0.1.0
        /24 link UNICAST
     |-- 10.0.1.1
        /32 host LOCAL
Local:
  +-- 0.0.0.0/0 3 0 5
        |-- 127.0.0.0
           /8 host LOCAL
        |-- 127.0.0.1
           /32 host LOCAL
     |-- 10.0.1.1
        /32 host LOCAL
     |-- 10.0.1.255
        /32 link BROADCAST
     |-- 203.0.113.0
        /24 link UNICAST
        /32 host LOCAL
`;

it('the servers get the packets for their own addresses only', () => {
  expect(localAddresses(TRIE)).toEqual(['10.0.1.1', '127.0.0.1', '203.0.113.0']);
  expect(localAddresses('')).toEqual([]);
});
