import {
  API_VERSION,
  defineFeature,
  defineIntent,
  type HostNeeds,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compile } from '../../../../src/engine/model/compile.js';
import { lower } from '../../../../src/engine/model/desired.js';
import { plan } from '../../../../src/engine/model/plan.js';
import { loadPlugins } from '../../../../src/engine/registry/load-plugins.js';
import { stateVersion } from '../../../../src/engine/registry/plugin-host.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { memoryDriver } from '../../../support/engine/memory.js';
import { thing } from '../../../support/engine/resources.js';
import { MEMORY_CORE, openTestEngine, rejection } from '../../../support/engine/support.js';

const plugin = (name: string, rest: Partial<VpcctlPlugin> = {}): VpcctlPlugin => ({
  name,
  apiVersion: API_VERSION,
  ...rest,
});
const feature = (name: string, intents: Parameters<typeof defineFeature>[0]['intents'] = []) =>
  defineFeature({ name, initial: {}, intents, evolve: {} });
const intent = (type: string) =>
  defineIntent({
    type,
    version: 1,
    input: z.unknown(),
    data: z.object({ size: z.number() }),
    decide: () => ({ size: 1 }),
    describe: () => type,
  });

/** The error of putting `plugins` together. */
const clash = (...plugins: VpcctlPlugin[]) => rejection((async () => createRegistry(plugins))());

describe('the registry', () => {
  it('finds intents and drivers by what they serve', () => {
    const driver = memoryDriver(['thing', 'other']);
    const registry = createRegistry([
      plugin('a', { features: [feature('f', [intent('f.make')])] }),
      plugin('b', { drivers: [driver] }),
      plugin('c'),
    ]);
    expect(registry.intent('f.make')?.type).toBe('f.make');
    expect(registry.intent('f.other')).toBeUndefined();
    expect(registry.intent('constructor')).toBeUndefined();
    expect(registry.drivers).toMatchObject([{ name: driver.name, kinds: ['thing', 'other'] }]);
    expect(registry.backends).toEqual([]);
  });

  it.each([
    ['feature f', { features: [feature('f')] }],
    ['resource kind thing', { drivers: [memoryDriver(['thing'])] }],
  ])('refuses a second %s, naming the plugin', async (what, rest) => {
    const error = await clash(plugin('one', rest), plugin('two', rest));
    expect(error).toMatchObject({ code: 'PLUGIN_CLASH' });
    expect(error.message).toBe(`plugin two declares the ${what}, which another plugin has`);
  });

  it('refuses a second intent of a type', async () => {
    const error = await clash(
      plugin('one', { features: [feature('f', [intent('x.make')])] }),
      plugin('two', { features: [feature('g', [intent('x.make')])] }),
    );
    expect(error).toMatchObject({ code: 'PLUGIN_CLASH' });
    expect(error.message).toContain('the intent x.make');
  });

  it('refuses a plugin that was built for other contracts', async () => {
    const error = await clash({ name: 'old', apiVersion: API_VERSION - 1 });
    expect(error).toMatchObject({ code: 'PLUGIN_API' });
    expect(error.message).toContain('plugin old');
  });
});

describe('lowering', () => {
  it('is asked for the resources of this host', () => {
    const places: unknown[] = [];
    const watching = defineFeature({
      ...{ name: 'watching', initial: {}, intents: [], evolve: {} },
      lower: (_, place) => {
        places.push(place);
        return [];
      },
    });
    lower(createRegistry([plugin('p', { features: [watching] })]), {});
    expect(places).toEqual([{ host: 'local', uplinks: [], running: null }]);
  });

  const lowering = (...resources: ReturnType<typeof thing>[]) => {
    const part = (name: string) =>
      defineFeature({ name, initial: {}, intents: [], evolve: {}, lower: () => resources });
    return [part('a'), part('b')];
  };

  it.each([
    ['by two features', [thing('x')], 'the features a and b both want the resource thing:x'],
    ['by one', [thing('x'), thing('x')], 'the feature a wants the resource thing:x twice'],
  ])('refuses two resources of one id, wanted %s', (_, resources, message) => {
    const features = lowering(...resources);
    const drivers = [memoryDriver(['thing'])];
    expect(() => lower(createRegistry([plugin('p', { features, drivers })]), {})).toThrow(
      expect.objectContaining({ code: 'RESOURCE_TWICE', message }),
    );
  });

  it('refuses a resource that depends on one that no feature has, and names both', () => {
    const features = lowering(thing('x', {}, ['y'])).slice(0, 1);
    const drivers = [memoryDriver(['thing'])];
    const registry = createRegistry([plugin('p', { features, drivers })]);
    expect(() => lower(registry, {})).toThrow(
      expect.objectContaining({
        code: 'DEPENDENCY_UNKNOWN',
        message: 'the resource thing:x of the feature a depends on thing:y, which no feature has',
      }),
    );
    // A plugin that isn't installed may have it.
    expect(lower(registry, { '(foreign)': ['y.make'] })).toHaveLength(1);
  });

  it('refuses a kind that no driver serves', () => {
    const features = lowering(thing('x'));
    expect(() => lower(createRegistry([plugin('p', { features })]), {})).toThrow(
      expect.objectContaining({ code: 'DRIVER_MISSING' }),
    );
  });
});

describe('compiling', () => {
  it('hands each driver the changes of its kinds, in order', () => {
    const seen: string[][] = [];
    const driver = (name: string, kinds: string[]) => ({
      ...memoryDriver(kinds),
      name,
      compile: (changes: readonly { action: string }[]) => {
        seen.push([name, ...changes.map(({ action }) => action)]);
        return [];
      },
    });
    const drivers = [driver('x', ['thing']), driver('y', ['other']), driver('z', ['third'])];
    const other = { ...thing('o'), kind: 'other', id: 'other:o' };
    compile(drivers, [
      { action: 'delete', before: thing('gone') },
      { action: 'create', after: other },
      { action: 'update', before: thing('a'), after: thing('a') },
    ]);
    expect(seen).toEqual([
      ['x', 'delete', 'update'],
      ['y', 'create'],
    ]);
  });
});

describe('planning', () => {
  it('an intent that no plugin declares is an internal error', async () => {
    const { context } = openTestEngine();
    await expect(plan(context, {}, 'vpc.paint', {})).rejects.toMatchObject({
      code: 'INTENT_UNKNOWN',
      category: 'internal',
    });
  });

  it('starts programs for facts only if the intent needs them', async () => {
    const { context } = openTestEngine();
    const asked: HostNeeds[] = [];
    const watched = {
      ...context,
      facts: (needs: HostNeeds) => {
        asked.push(needs);
        return context.facts(needs);
      },
    };
    await plan(watched, {}, 'vpc.create', { name: 'a', cidr: '10.0.0.0/16' });
    await rejection(plan(watched, {}, 'subnet.add', { vpc: 'a', name: 'b', cidr: 'c' }));
    const backends = ['nftables', 'iptables-legacy'];
    const network = { network: true };
    expect(asked).toEqual([{ tables: true, filters: true, backends, ...network }, network]);
  });

  it('refuses data that the own schema of the feature refuses: no fold could read it', async () => {
    const odd = defineIntent({
      ...intent('odd.make'),
      data: z.object({ size: z.number().max(0, 'too large') }),
    });
    const plugins = [MEMORY_CORE, plugin('odd', { features: [feature('odd', [odd])] })];
    const engine = openTestEngine({ plugins });
    const error = await rejection(engine.run(['odd.make', {}]));
    expect(error).toMatchObject({ code: 'DATA_INVALID', category: 'internal' });
    expect(error.message).toContain('size: too large');
    expect(await engine.outcomes()).toEqual([]);
  });
});

describe('loading plugins', () => {
  const hosting = (
    results: unknown[],
    failures: { plugin: { name: string }; error: Error }[] = [],
  ) => ({
    version: '1.0.0',
    getPluginsList: () => [
      { name: 'vpcctl', version: '1.0.0', hooks: { 'vpcctl:plugin': [] } },
      { name: 'shaping', version: '0.2.0', hooks: { 'vpcctl:plugin': [] } },
      { name: 'help', version: '6.0.0', hooks: {} },
    ],
    runHook: async () => ({
      successes: results.map((result, i) => ({ plugin: { name: `p${i}` }, result })),
      failures,
    }),
  });

  it('gives the plugins of their hooks, by the names under which they are installed', async () => {
    expect(await loadPlugins(hosting([MEMORY_CORE]))).toEqual([{ ...MEMORY_CORE, name: 'p0' }]);
  });

  it('names the plugin that fails, and how to uninstall it', async () => {
    const failures = [{ plugin: { name: 'bad' }, error: new Error('no such module') }];
    const error = await rejection(loadPlugins(hosting([], failures)));
    expect(error).toMatchObject({
      code: 'PLUGIN_FAILED',
      message: 'plugin bad could not be loaded: no such module',
      hints: ['uninstall it: vpcctl plugins uninstall bad'],
    });
  });

  it.each([undefined, null, {}, { name: 'x' }, { name: 'x', apiVersion: 1, drivers: [null] }])(
    'refuses %j, which is no plugin',
    async (result) => {
      const error = await rejection(loadPlugins(hosting([MEMORY_CORE, result])));
      expect(error).toMatchObject({ code: 'PLUGIN_FAILED' });
      expect(error.message).toContain('p1');
    },
  );

  it('includes the plugins that may have a slice in the version of the state', () => {
    expect(stateVersion(hosting([]))).toBe('1.0.0 shaping@0.2.0 vpcctl@1.0.0');
  });
});
