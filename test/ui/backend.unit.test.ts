import './plain.js';
import { expect, it } from 'vitest';
import { renderBackends } from '../../src/ui/backend.js';

const serves = ['packet-filter', 'router'];
const nftables = { name: 'nftables', inUse: true, obstacle: null };
const legacy = { name: 'iptables-legacy', inUse: false, obstacle: null };

it('says which driver serves what, what keeps the others from it, and how to change it', () => {
  const backends = [nftables, { name: 'old', inUse: false, obstacle: 'not\u001b[2J here' }, legacy];
  expect(renderBackends({ backend: 'nftables', serves, backends })).toMatchInlineSnapshot(`
    "backend  nftables
    serves   packet-filter, router
    drivers  nftables         in use
             old              not�[2J here
             iptables-legacy  can serve
    next     vpcctl backend set iptables-legacy"
  `);
});

it('says so where none was chosen yet', () => {
  const backends = [{ ...nftables, inUse: false }, legacy];
  expect(renderBackends({ backend: null, serves, backends })).toMatchInlineSnapshot(`
    "backend  none yet: the first VPC decides
    serves   packet-filter, router
    drivers  nftables         can serve
             iptables-legacy  can serve"
  `);
});
