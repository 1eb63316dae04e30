import {
  API_VERSION,
  defineFeature,
  defineIntent,
  RENAMED,
  type Renamed,
  renameKeys,
  requireVpc,
  type State,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { memoryDriver } from '../../../support/engine/memory.js';
import {
  ADD_PUBLIC,
  CREATE_VPC1,
  CREATE_VPC2,
  MEMORY_CORE,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';
import { CORE_KINDS, type CommandRequest } from '../../../support/features/given.js';
import { fastDirectory } from '../../../support/lab/fast-directory.js';

const schema = z.object({ vpc: z.string() });
type Lamp = z.infer<typeof schema>;
const select = (state: State) => (state['lamp'] ?? {}) as Record<string, Lamp>;
const without = (lamps: Record<string, Lamp>, name: string) =>
  Object.fromEntries(Object.entries(lamps).filter(([vpc]) => vpc !== name));

/** A plugin with a lamp for a VPC. Only the newer one knows of renames. */
function lamps(followsRenames: boolean): VpcctlPlugin {
  const common = {
    version: 1,
    input: schema,
    data: schema,
    decide: (_: State, lamp: Lamp) => lamp,
  };
  const add = defineIntent({
    ...{ ...common, type: 'lamp.add', describe: ({ vpc }: Lamp) => `a lamp for ${vpc}` },
    precondition: (state, { vpc }) => {
      requireVpc(state, vpc);
    },
  });
  const remove = defineIntent({ ...common, type: 'lamp.remove', describe: () => 'no lamp' });
  const feature = defineFeature<Record<string, Lamp>>({
    name: 'lamp',
    initial: {},
    intents: [add, remove],
    evolve: {
      'lamp.add': (all, lamp: Lamp) => ({ ...all, [lamp.vpc]: lamp }),
      'lamp.remove': (all, { vpc }: Lamp) => without(all, vpc),
      'vpc.delete': (all, { name }: { name: string }) => without(all, name),
      ...(followsRenames && {
        [RENAMED]: (all: Record<string, Lamp>, data: Renamed) =>
          renameKeys(all, data, (lamp, { vpc }) => ({ ...lamp, vpc })),
      }),
    },
    lower: (state) =>
      Object.values(select(state)).map(({ vpc }) => ({
        kind: 'lamp',
        id: `lamp:${requireVpc(state, vpc).segment}`,
        attributes: {},
        // As plugins wrote it before there were renames.
        dependsOn: [followsRenames ? 'packet-filter:vpcctl' : `vpc-boundary:${vpc}`],
        why: 'a lamp',
      })),
  });
  return { name: 'vpcctl-lamp', apiVersion: API_VERSION, features: [feature] };
}

const core = { ...MEMORY_CORE, drivers: [memoryDriver([...CORE_KINDS, 'lamp'])] };
const engineWith = async (followsRenames: boolean, ...requests: CommandRequest[]) => {
  const plugins = [core, lamps(followsRenames)];
  const engine = openTestEngine({ directory: fastDirectory(), plugins });
  await engine.play(requests);
  return engine;
};

const ADD: CommandRequest = ['lamp.add', { vpc: 'vpc1' }];
const RENAME: CommandRequest = ['names.rename', { place: 'vpc1', to: 'zoo' }];

it('a plugin that follows renames has its data under the new name', async () => {
  const engine = await engineWith(true, CREATE_VPC1, ADD, RENAME);
  expect((await engine.state())['lamp']).toEqual({ zoo: { vpc: 'zoo' } });
  await executeHistory(engine.context, { type: 'undo', count: 1 });
  expect((await engine.state())['lamp']).toEqual({ vpc1: { vpc: 'vpc1' } });
});

it('one that does not is named where it has data of what gets the name, and only there', async () => {
  const engine = await engineWith(false, CREATE_VPC1, ADD, CREATE_VPC2);
  expect(await rejection(execute(engine.context, ...RENAME))).toMatchObject({
    code: 'RENAME_NOT_FOLLOWED',
    category: 'input',
    message: 'the plugin of "lamp" holds data of vpc1, and does not follow renames',
  });
  await execute(engine.context, 'names.rename', { place: 'vpc2', to: 'other' });
  await execute(engine.context, 'lamp.remove', { vpc: 'vpc1' });
  await execute(engine.context, ...RENAME);
});

it('nor does a revert bring such data back under an old name', async () => {
  const engine = await engineWith(
    false,
    CREATE_VPC1,
    ADD,
    ['lamp.remove', { vpc: 'vpc1' }],
    RENAME,
  );
  const error = await rejection(executeHistory(engine.context, { type: 'revert', seq: 3 }));
  expect(error).toMatchObject({ code: 'REVERT_DEPENDED' });
  expect(Object(error).hints[0]).toContain('4 rename vpc1 to zoo: the plugin of "lamp" holds data');
});

it('one that does not may depend on the boundary of a renamed VPC by its present name', async () => {
  const engine = await engineWith(false, CREATE_VPC1, RENAME, ['lamp.add', { vpc: 'zoo' }]);
  expect(Object.keys(engine.host.things)).toContain('lamp:7001');
  // Another VPC has that name now, and the lamp of it another boundary.
  await engine.play([CREATE_VPC1, ADD]);
  await execute(engine.context, 'vpc.delete', { name: 'zoo' });
  expect(Object.keys(engine.host.things).filter((id) => id.startsWith('lamp:'))).toEqual([
    'lamp:7002',
  ]);
});

it('what a plugin that is gone has of a renamed VPC is still known to be there', async () => {
  const engine = await engineWith(true, CREATE_VPC1, ADD, RENAME, ADD_PUBLIC_OF_ZOO);
  const { directory, host } = engine;
  const later = openTestEngine({ directory, host, plugins: [core], snapshotVersion: 'without' });
  const again = await rejection(
    execute(later.context, 'names.rename', { place: 'zoo', to: 'ark' }),
  );
  expect(again).toMatchObject({ code: 'PLUGIN_MISSING' });
  const gone = await rejection(execute(later.context, 'vpc.delete', { name: 'zoo' }));
  expect(gone).toMatchObject({ code: 'PLUGIN_MISSING' });
  await execute(later.context, 'names.rename', { place: 'zoo/public', to: 'web' });
});

const ADD_PUBLIC_OF_ZOO: CommandRequest = [ADD_PUBLIC[0], { ...Object(ADD_PUBLIC[1]), vpc: 'zoo' }];
