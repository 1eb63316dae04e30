import '../../support/cli/plain.js';
import { expect, it } from 'vitest';
import { renderBackends } from '../../../src/ui/views/backend.js';

const serves = ['packet-filter', 'router'];
const able = { inUse: false, unsupportedReason: null, warning: null };
const nftables = { ...able, name: 'nftables', inUse: true };
const legacy = { ...able, name: 'iptables-legacy' };
const nothing = { ...able, name: 'none', warning: 'nothing is filtered' };

it('says which driver serves what, what keeps the others from it, and how to change it', () => {
  const backends = [
    nftables,
    { ...able, name: 'old', unsupportedReason: 'not\u001b[2J here' },
    legacy,
  ];
  expect(renderBackends({ backend: 'nftables', serves, backends })).toMatchInlineSnapshot(`
    "backend  nftables
    serves   packet-filter, router
    drivers  nftables         in use
             old              not�[2J here
             iptables-legacy  works here
    next     vpcctl backend set iptables-legacy"
  `);
});

it('says so where none was chosen yet', () => {
  const backends = [{ ...nftables, inUse: false }, legacy];
  expect(renderBackends({ backend: null, serves, backends })).toMatchInlineSnapshot(`
    "backend  none yet: the first VPC decides
    serves   packet-filter, router
    drivers  nftables         works here
             iptables-legacy  works here"
  `);
});

it('says of a driver what it leaves undone, and proposes another', () => {
  const backends = [
    { ...nftables, inUse: false },
    { ...nothing, inUse: true },
  ];
  expect(renderBackends({ backend: 'none', serves, backends })).toMatchInlineSnapshot(`
    "backend  none
    serves   packet-filter, router
    drivers  nftables  works here
             none      in use: nothing is filtered
    next     vpcctl backend set nftables"
  `);
  expect(
    renderBackends({ backend: 'nftables', serves, backends: [nftables, nothing] }),
  ).not.toMatch('next');
});
