import { API_VERSION, diff, type Resource } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { converge, observe } from '../../src/engine/converge.js';
import { createRegistry } from '../../src/engine/registry.js';
import { asMap, MemoryHost, memoryDriver } from './memory.js';
import { anyTree, thing } from './resources.js';

const registry = createRegistry([
  { name: 'test', apiVersion: API_VERSION, drivers: [memoryDriver(['thing'])] },
]);

/** A host that has `resources`. */
async function hostOf(resources: readonly Resource[]): Promise<MemoryHost> {
  const host = new MemoryHost();
  await host.execute(registry.driver('thing').compile(diff([], resources)));
  host.log.length = 0;
  return host;
}

const HOUSE = [thing('roof', {}, ['wall']), thing('wall', {}, ['floor']), thing('floor')];

describe('converging', () => {
  it('from any host to any state of ours leaves just that state', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, anyTree, async (there, desired, more) => {
        const host = await hostOf(there);
        const others = [...there, ...more];
        const { changes } = await converge(registry, host, desired, others);
        expect(host.things).toEqual(asMap(desired));
        expect(host.log).toHaveLength(changes.length);
        expect((await converge(registry, host, desired, others)).changes).toEqual([]);
      }),
    );
  });

  it('takes away in the order of what depends on what, which no host can tell', async () => {
    const host = await hostOf(HOUSE);
    await converge(registry, host, [], [...HOUSE].reverse());
    expect((await converge(registry, await hostOf(HOUSE), [], HOUSE)).changes).toHaveLength(3);
    expect(host.log).toEqual(['delete thing:roof', 'delete thing:wall', 'delete thing:floor']);
  });

  it('does nothing where all is as it should be', async () => {
    const host = await hostOf(HOUSE);
    expect((await converge(registry, host, HOUSE)).changes).toEqual([]);
    expect(host.log).toEqual([]);
  });

  it('does not touch what nobody asks about', async () => {
    const host = await hostOf([thing('foreign')]);
    await converge(registry, host, HOUSE);
    expect(Object.keys(host.things)).toContain('thing:foreign');
  });
});

describe('observing', () => {
  it('asks each driver for its own kinds only', async () => {
    const asked: string[] = [];
    const driver = (kind: string) => ({
      ...memoryDriver([kind]),
      observe: async (_: unknown, candidates: readonly Resource[]) => {
        asked.push(...candidates.map(({ id }) => `${kind}: ${id}`));
        return [...candidates];
      },
    });
    const drivers = [driver('thing'), driver('other'), driver('none')];
    const two = createRegistry([{ name: 'test', apiVersion: API_VERSION, drivers }]);
    const other: Resource = { ...thing('x'), kind: 'other', id: 'other:x' };
    expect(await observe(two, new MemoryHost(), [other, thing('a')])).toEqual([thing('a'), other]);
    expect(asked).toEqual(['thing: thing:a', 'other: other:x']);
  });
});
