import { API_VERSION, diff, type Resource } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/engine/model/compile.js';
import type { DesiredState } from '../../../../src/engine/model/desired.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { observe } from '../../../../src/engine/repair/observe.js';
import { repair } from '../../../../src/engine/repair/repair.js';
import { asMap, MemoryHost, memoryDriver } from '../../../support/engine/memory.js';
import { anyTree, thing } from '../../../support/engine/resources.js';

const drivers = [memoryDriver(['thing'])];
const registry = createRegistry([{ name: 'test', apiVersion: API_VERSION, drivers }]);
const state = (resources: readonly Resource[]): DesiredState => ({ resources, drivers });

/** A host that has `resources`. */
async function hostOf(resources: readonly Resource[]): Promise<MemoryHost> {
  const host = new MemoryHost();
  await host.execute(compile(drivers, diff([], resources)));
  host.log.length = 0;
  return host;
}

const HOUSE = [thing('roof', {}, ['wall']), thing('wall', {}, ['floor']), thing('floor')];

describe('a repair', () => {
  it('takes a host from any mix of states to just the desired state', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, anyTree, async (there, desired, more) => {
        const host = await hostOf(there);
        const otherStates = [state(there), state(more)];
        const { changes } = await repair({ registry, host, desired: state(desired), otherStates });
        expect(host.things).toEqual(asMap(desired));
        expect(host.log).toHaveLength(changes.length);
        expect(
          (await repair({ registry, host, desired: state(desired), otherStates })).changes,
        ).toEqual([]);
      }),
    );
  });

  it('deletes dependents first, though the host does not show dependencies', async () => {
    const host = await hostOf(HOUSE);
    await repair({
      registry,
      host,
      desired: state([]),
      otherStates: [state([...HOUSE].reverse())],
    });
    const { changes } = await repair({
      registry,
      host: await hostOf(HOUSE),
      desired: state([]),
      otherStates: [state(HOUSE)],
    });
    expect(changes).toHaveLength(3);
    expect(host.log).toEqual(['delete thing:roof', 'delete thing:wall', 'delete thing:floor']);
  });

  it('does nothing on a correct host', async () => {
    const host = await hostOf(HOUSE);
    expect((await repair({ registry, host, desired: state(HOUSE) })).changes).toEqual([]);
    expect(host.log).toEqual([]);
  });

  it('does not touch resources of no state', async () => {
    const host = await hostOf([thing('other')]);
    await repair({ registry, host, desired: state(HOUSE) });
    expect(Object.keys(host.things)).toContain('thing:other');
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
    const three = [driver('thing'), driver('other'), driver('third')];
    const other: Resource = { ...thing('x'), kind: 'other', id: 'other:x' };
    expect(await observe(three, new MemoryHost(), [other, thing('a')])).toEqual([
      thing('a'),
      other,
    ]);
    expect(asked).toEqual(['thing: thing:a', 'other: other:x']);
  });
});
