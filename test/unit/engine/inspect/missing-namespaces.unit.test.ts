import { expect, it } from 'vitest';
import { findMissingNamespaces } from '../../../../src/engine/inspect/missing-namespaces.js';
import { identify } from '../../../../src/host/proc/process-identity.js';
import { type CommandRequest, given } from '../../../support/features/given.js';

/** Attaches the namespace of a process to a subnet. */
const attach = (
  name: string,
  process: NonNullable<ReturnType<typeof identify>>,
): CommandRequest => {
  const found = { by: { process }, names: [], host: false, interfaces: ['lo'], routes: [] };
  return ['instance.attach', { vpc: 'vpc1', subnet: 'web', name, namespace: found }];
};

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
  expect(findMissingNamespaces(state)).toEqual(['vpc1/web/ended']);
});
