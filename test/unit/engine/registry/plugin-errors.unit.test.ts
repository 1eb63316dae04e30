import { API_VERSION, defineFeature, defineIntent, type VpcctlPlugin } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fieldsOf } from '../../../../src/engine/current/feature-fields.js';
import { evolveEvent } from '../../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { replay } from '../../../../src/engine/run/replay.js';
import { memoryDriver } from '../../../support/engine/memory.js';
import {
  CREATE_VPC1,
  MEMORY_CORE,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';

const PLACES = ['needs', 'decide', 'evolve', 'lower', 'compile'] as const;
type NamespaceCheck = (typeof PLACES)[number] | 'observe' | 'show' | 'no list' | 'nowhere';

/** A plugin with a mistake in one place. */
function clumsy(place: NamespaceCheck): VpcctlPlugin {
  const trip = (where: NamespaceCheck) => {
    if (where === place) throw new TypeError('Cannot read properties of undefined');
  };
  const enable = defineIntent({
    type: 'lamp.light',
    version: 1,
    input: z.object({}),
    data: z.object({}),
    needs: () => {
      trip('needs');
      return {};
    },
    decide: () => {
      trip('decide');
      return {};
    },
    describe: () => 'light the lamp',
  });
  const feature = defineFeature<{ lit?: boolean }>({
    name: 'lamp',
    initial: {},
    intents: [enable],
    evolve: {
      'lamp.light': () => {
        trip('evolve');
        return { lit: true };
      },
    },
    lower: (state) => {
      if (state['lamp'] === undefined) return [];
      trip('lower');
      return [{ kind: 'lamp', id: 'lamp:1', attributes: {}, why: 'the lamp' }];
    },
    show: () => {
      trip('show');
      return [];
    },
  });
  const driver = {
    ...memoryDriver(['lamp']),
    name: 'lamps',
    compile: (changes: Parameters<ReturnType<typeof memoryDriver>['compile']>[0]) => {
      trip('compile');
      return place === 'no list' ? (undefined as never) : memoryDriver(['lamp']).compile(changes);
    },
    observe: async () => {
      trip('observe');
      return [];
    },
  };
  return { name: 'vpcctl-lamp', apiVersion: API_VERSION, features: [feature], drivers: [driver] };
}

const open = (place: NamespaceCheck) => openTestEngine({ plugins: [MEMORY_CORE, clumsy(place)] });

describe('a plugin that throws', () => {
  it.each([...PLACES, 'no list' as const])(
    'in %s is named, and nothing has changed',
    async (place) => {
      const engine = open(place);
      await engine.run(CREATE_VPC1);
      const [journal, host] = [engine.journalText(), engine.host.things];
      const error = await rejection(engine.run(['lamp.light', {}]));
      expect(error).toMatchObject({ code: 'PLUGIN_FAULT' });
      const where =
        place === 'no list' ? 'compile of lamps: it returns no list' : `${place} of lamp`;
      expect(error.message).toContain(`plugin vpcctl-lamp failed in ${where}`);
      expect(engine.journalText()).toBe(journal);
      expect(engine.host.things).toEqual(host);
    },
  );

  it('in observe is named, and replay has changed nothing', async () => {
    const { directory, host, run } = open('nowhere');
    await run(['lamp.light', {}]);
    const before = host.things;
    const engine = openTestEngine({ plugins: [MEMORY_CORE, clumsy('observe')], directory, host });
    const error = await rejection(replay(engine.context));
    expect(error).toMatchObject({
      hints: expect.arrayContaining([
        expect.stringContaining('plugin vpcctl-lamp failed in observe of lamps'),
        'this is a mistake in vpcctl-lamp',
      ]),
    });
    expect(host.things).toEqual(before);
  });

  it('in upcast is named, with the ways to read the history all the same', async () => {
    const [feature] = clumsy('nowhere').features ?? [];
    const [light] = feature?.intents ?? [];
    if (feature === undefined || light === undefined) throw new Error('it has an intent');
    const upcast = () => {
      throw new TypeError('Cannot read properties of undefined');
    };
    const features = [{ ...feature, intents: [{ ...light, version: 2, upcast }] }];
    const registry = createRegistry([{ ...clumsy('nowhere'), features }]);
    expect(() => evolveEvent(registry, {}, 1, { type: light.type, v: 1, data: {} })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('plugin vpcctl-lamp failed in upcast of lamp.light'),
        hints: expect.arrayContaining([
          expect.stringContaining('install that version of vpcctl-lamp again'),
          expect.stringContaining('vpcctl plugins uninstall vpcctl-lamp'),
        ]),
      }),
    );
  });

  it('in show is named', async () => {
    const { features } = createRegistry([clumsy('show')]);
    const subject = { vpc: 'a', subnet: null, instance: null };
    expect(() => features[0]?.show?.({}, subject)).toThrow(/vpcctl-lamp failed in show of lamp/);
  });

  it('is not called for a view where it has no slice in the state', async () => {
    const host = { version: '1', getPluginsList: () => [], runHook: () => Promise.reject() };
    const tell = await fieldsOf(host, { vpc: {} });
    expect(tell({ vpc: 'a', subnet: null, instance: null })).toEqual([]);
  });
});
