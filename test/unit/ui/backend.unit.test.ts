import '../../support/cli/plain.js';
import { expect, it } from 'vitest';
import { renderBackends } from '../../../src/ui/views/backend.js';

const serves = ['packet-filter', 'router'];
const able = { inUse: false, unsupportedReason: null, warning: null };
const nftables = { ...able, name: 'nftables', inUse: true };
const legacy = { ...able, name: 'iptables-legacy' };
const nothing = { ...able, name: 'none', warning: 'nothing is filtered' };

it('backend show names the backend in use, why others do not work, and the next command', () => {
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

it('backend show without a VPC says that no backend is chosen yet', () => {
  const backends = [{ ...nftables, inUse: false }, legacy];
  expect(renderBackends({ backend: null, serves, backends })).toMatchInlineSnapshot(`
    "backend  none yet: the first VPC decides
    serves   packet-filter, router
    drivers  nftables         works here
             iptables-legacy  works here"
  `);
});

it('backend show warns of what a backend does not enforce, and proposes another', () => {
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
