import type { Driver, Resource } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { execute } from '../../../../src/engine/run/execute.js';
import { memoryDriver } from '../../../support/engine/memory.js';
import {
  ADD_PRIVATE,
  ADD_PUBLIC,
  CREATE_VPC1,
  MEMORY_CORE,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';
import { CORE_KINDS } from '../../../support/features/given.js';

/** An engine with a VPC and a subnet, where another program has taken the names of `ids`. */
async function engineWithTakenNames(...ids: string[]) {
  const asked: string[][] = [];
  let areTaken = false;
  const driver: Driver = {
    ...memoryDriver(CORE_KINDS),
    async notOurs(_, resources) {
      asked.push(resources.map(({ id }) => id));
      return areTaken ? resources.filter((resource) => isForeign(resource)) : [];
    },
  };
  const isForeign = ({ id, dependsOn = [] }: Resource) =>
    ids.includes(id) || (!id.startsWith('veth:') && dependsOn.some((on) => ids.includes(on)));
  const engine = openTestEngine({ plugins: [{ ...MEMORY_CORE, drivers: [driver] }] });
  await engine.play([CREATE_VPC1, ADD_PUBLIC]);
  for (const id of ids) engine.host.tamper(id, { whose: 'theirs' });
  asked.length = 0;
  engine.host.log.length = 0;
  areTaken = true;
  return { ...engine, asked };
}

const theirs = (ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, { whose: 'theirs' }]));

it.each([
  ['bridge:br-vpc1'],
  ['namespace:vpc1-public'],
  ['bridge:br-vpc1', 'namespace:vpc1-public'],
])('delete-vpc leaves %s, which is not ours, and says so', async (...ids) => {
  const engine = await engineWithTakenNames(...ids);
  const { changes } = await engine.run(['vpc.delete', { name: 'vpc1' }]);
  expect(engine.host.things).toMatchObject(theirs(ids));
  expect(
    Object.keys(engine.host.things).filter((id) => /^(veth|namespace|bridge):/.test(id)),
  ).toEqual(ids);
  expect(changes.map((change) => change.action === 'delete' && change.before.id)).not.toContain(
    ids[0],
  );
  expect(engine.notices.toSorted()).toEqual(
    ids
      .map((id) => `left as it is, since vpcctl did not make it: ${id.replace(':', ' ')}`)
      .toSorted(),
  );
});

it('nothing is built on an object that is not ours, and nothing is recorded', async () => {
  const engine = await engineWithTakenNames('bridge:br-vpc1');
  const text = engine.journalText();
  expect(await rejection(engine.run(ADD_PRIVATE))).toMatchObject({ code: 'HOST_NOT_OURS' });
  expect(engine.journalText()).toBe(text);
  expect(engine.host.log).toEqual([]);
});

it('the commit hook does not get a namespace that is not ours, so its processes go on', async () => {
  const engine = await engineWithTakenNames('namespace:vpc1-public');
  const told: string[] = [];
  await execute(engine.context, 'vpc.delete', { name: 'vpc1' }, ({ changes }) => {
    for (const change of changes) if (change.action === 'delete') told.push(change.before.id);
    return async () => {};
  });
  expect(told).toContain('bridge:br-vpc1');
  expect(told).not.toContain('namespace:vpc1-public');
});

it('a rollback also leaves an object that is not ours', async () => {
  const engine = await engineWithTakenNames('bridge:br-vpc2');
  engine.host.trouble = (action, id) =>
    action === 'create' && id === 'bridge:br-vpc2' ? 'exists' : null;
  const error = await rejection(engine.run(['vpc.create', { name: 'vpc2', cidr: '10.1.0.0/16' }]));
  expect(error).toMatchObject({ code: 'HOST_STEP_FAILED' });
  expect(engine.host.things).toMatchObject(theirs(['bridge:br-vpc2']));
  expect(engine.notices).toContain('left as it is, since vpcctl did not make it: bridge br-vpc2');
});

it('drivers are asked only about the resources that a change touches or depends on', async () => {
  const engine = await engineWithTakenNames();
  await engine.run(ADD_PRIVATE);
  expect(engine.asked.flat().filter((id) => !/^(packet-filter|vpc-boundary):/.test(id))).toEqual([
    'bridge:br-vpc1',
  ]);
});
