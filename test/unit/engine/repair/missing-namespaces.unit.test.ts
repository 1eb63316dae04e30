import { API_VERSION, type Driver, PACKET_POLICY_KINDS, type State } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { desiredStateOf } from '../../../../src/engine/model/desired.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { missingNamespacesOf } from '../../../../src/engine/repair/describe-missing.js';
import { coreFeatures } from '../../../../src/features/index.js';
import { createForeignFirewallDriver, createIproute2Driver } from '../../../../src/host/index.js';
import { identify } from '../../../../src/host/proc/process-identity.js';
import { hostWith } from '../../../support/features/facts.js';
import { type CommandRequest, decide, given } from '../../../support/features/given.js';

/** Attaches the namespace of a process to a subnet. */
const attach = (
  name: string,
  process: NonNullable<ReturnType<typeof identify>>,
): CommandRequest => {
  const found = { by: { process }, names: [], host: false, interfaces: ['lo'], routes: [] };
  return ['instance.attach', { vpc: 'vpc1', subnet: 'web', name, namespace: found }];
};

const backend: Driver = {
  ...{ name: 'nftables', kinds: PACKET_POLICY_KINDS, programs: {}, compile: () => [] },
  observe: async () => [],
};
const drivers = [createIproute2Driver(), createForeignFirewallDriver(), backend];
const registry = createRegistry([
  { name: 'core', apiVersion: API_VERSION, features: coreFeatures, drivers },
]);

const missing = (state: State) => missingNamespacesOf(desiredStateOf(registry, state), state);

it('an attached namespace is missing once its process has ended; no other workload is', () => {
  const living = identify(process.pid);
  if (living === null) throw new Error('this process is not in /proc');
  const { state } = given(
    ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
    ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24' }],
    ['instance.add', { vpc: 'vpc1', subnet: 'web', name: 'own' }],
    attach('living', living),
    attach('ended', { ...living, started: `${living.started}0`, inode: living.inode + 1 }),
  );
  expect(missing(state)).toEqual(['vpc1/web/ended']);
  const { state: renamed } = decide(
    state,
    ['names.rename', { place: 'vpc1', to: 'shop' }],
    hostWith(state),
  );
  expect(missing(renamed)).toEqual(['shop/web/ended']);
});
