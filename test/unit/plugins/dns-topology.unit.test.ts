import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_VERSION, type State } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { dnsServers } from '../../../examples/plugin-dns/src/driver.js';
import { dnsFeature } from '../../../examples/plugin-dns/src/feature.js';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../src/engine/registry/registry.js';
import { exportTopology } from '../../../src/engine/topology/export.js';
import { planTopology } from '../../../src/engine/topology/plan-topology.js';
import { CHECKOUT } from '../../support/checkout.js';
import { hostWith } from '../../support/features/facts.js';
import { CORE } from '../../support/features/given.js';

const registry = createRegistry([
  CORE,
  {
    ...{ name: 'vpcctl-dns', apiVersion: API_VERSION },
    ...{ features: [dnsFeature], drivers: [dnsServers] },
  },
]);

/** Plans a file with a VPC that has this of its own. */
function planOn(state: State, own: { dns?: boolean }, prune = false) {
  const document = { vpcs: { vpc1: { cidr: '10.0.0.0/16', ...own } } };
  const request = { action: 'apply', document, name: 'net', label: 'net', prune } as const;
  return planTopology(registry, state, request, async () => hostWith(EMPTY_STATE));
}

const textsOf = ({ items }: Awaited<ReturnType<typeof planOn>>) =>
  items.map(({ what, text }) => `${what}: ${text}`);

it('a topology file gives a VPC DNS, and takes it away', async () => {
  const enabled = await planOn(EMPTY_STATE, { dns: true });
  expect(textsOf(enabled)).toEqual(['VPC vpc1: 10.0.0.0/16; gets names in vpc1.internal']);
  expect(enabled.events.map(({ type }) => type)).toContain('dns.enable');
  const there = enabled.stateAfter;
  expect((await planOn(there, { dns: true })).events).toEqual([]);
  expect((await planOn(there, {})).events).toEqual([]);
  expect(textsOf(await planOn(there, { dns: false }))).toEqual(['vpc1: has no names any more']);
  expect(textsOf(await planOn(there, {}, true))).toEqual(['vpc1: has no names any more']);
});

it('an export has the key where a VPC has DNS', async () => {
  const vpcs = async (own: { dns?: boolean }) =>
    exportTopology(registry, (await planOn(EMPTY_STATE, own)).stateAfter).document['vpcs'];
  expect(await vpcs({ dns: true })).toEqual({ vpc1: { cidr: '10.0.0.0/16', dns: true } });
  expect(await vpcs({ dns: false })).toEqual({ vpc1: { cidr: '10.0.0.0/16' } });
});

it('docs/plugins.md shows the code of the key', () => {
  const read = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');
  const code = read('examples/plugin-dns/src/topology.ts');
  const shown = code.slice(code.indexOf('/** `dns: true`')).replaceAll(/^(?=.)/gm, '    ');
  expect(read('docs/plugins.md')).toContain(`\n\n${shown}\n`);
});
