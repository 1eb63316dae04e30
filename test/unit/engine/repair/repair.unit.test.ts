import { API_VERSION, type Driver, diff, type Resource, VpcctlError } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/engine/model/compile.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { describeMissing } from '../../../../src/engine/repair/describe-missing.js';
import { observePossible } from '../../../../src/engine/repair/observe.js';
import { repair } from '../../../../src/engine/repair/repair.js';
import { asMap, MemoryHost, memoryDriver } from '../../../support/engine/memory.js';
import { anyTree, thing } from '../../../support/engine/resources.js';

const drivers = [memoryDriver(['thing'])];
const registry = createRegistry([{ name: 'test', apiVersion: API_VERSION, drivers }]);

async function hostOf(resources: readonly Resource[]): Promise<MemoryHost> {
  const host = new MemoryHost();
  await host.execute(compile(drivers, diff([], resources)));
  return host;
}

describe('a repair in which a resource fails', () => {
  it('misses that resource and its dependents, and makes all others correct', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, fc.nat(11), async (there, desired, number) => {
        const broken = `thing:${number}`;
        const host = await hostOf(there);
        const before = host.things;
        host.trouble = (_, id) => (id === broken ? 'no' : null);
        const state = { resources: desired, drivers };
        const otherStates = [{ resources: there, drivers }];
        const { missing } = await repair({ registry, host, desired: state, otherStates });
        const left = new Set(missing.flatMap(({ what }) => what));
        const [is, shouldBe] = [host.things, asMap(desired)];
        for (const id of new Set([...Object.keys(before), ...Object.keys(shouldBe)])) {
          expect(is[id], id).toEqual(left.has(id) ? before[id] : shouldBe[id]);
        }
        if (left.size > 0) expect(left).toContain(broken);
        host.trouble = () => null;
        expect((await repair({ registry, host, desired: state, otherStates })).missing).toEqual([]);
        expect(host.things).toEqual(shouldBe);
      }),
    );
  });

  it('gives the reason once, with the resources left out because of it', async () => {
    const host = new MemoryHost();
    host.trouble = (_, id) => (id === 'thing:wall' ? 'no bricks' : null);
    const house = [thing('roof', {}, ['wall']), thing('wall', {}, ['floor']), thing('floor')];
    const troubles: string[] = [];
    const { missing } = await repair({
      ...{ registry, host, desired: { resources: house, drivers } },
      onFirstFailure: ({ message }) => void troubles.push(message),
    });
    expect(describeMissing(missing)).toEqual([
      'thing:wall: create thing:wall: no bricks; left out with it: thing:roof',
    ]);
    expect(troubles).toEqual(['create thing:wall: no bricks']);
    expect(Object.keys(host.things)).toEqual(['thing:floor']);
  });

  // A port without its link damages the packet filter of iptables-legacy.
  it('ends where each failure damages a resource that the next part repairs', async () => {
    const host = new MemoryHost();
    let tries = 0;
    host.trouble = (_, id) => {
      if (id !== 'thing:door') return null;
      tries += 1;
      expect(tries).toBeLessThan(10);
      host.tamper('thing:wall', null);
      return 'no key';
    };
    const house = [thing('wall'), thing('door', {}, ['wall']), thing('window', {}, ['wall'])];
    const { missing } = await repair({ registry, host, desired: { resources: house, drivers } });
    expect(describeMissing(missing)).toEqual(['thing:door: create thing:door: no key']);
    expect(Object.keys(host.things)).toEqual(['thing:wall', 'thing:window']);
  });
});

it('a resource that can not be observed is found, and left out with its dependents', async () => {
  const hidden = ['thing:3', 'thing:7'];
  const whole = memoryDriver(['thing']);
  const driver: Driver = {
    ...whole,
    observe: async (reader, candidates) => {
      const bad = candidates.find(({ id }) => hidden.includes(id));
      if (bad === undefined) return whole.observe(reader, candidates);
      throw new VpcctlError(`${bad.id} is not ours`, { code: 'HOST_NOT_OURS', category: 'host' });
    },
  };
  const all = Array.from({ length: 10 }, (_, index) =>
    thing(String(index), {}, index === 8 ? ['7'] : []),
  );
  const host = await hostOf(all);
  const { found, unobservable } = await observePossible([driver], host, all);
  expect([...unobservable].map(([id, { message }]) => [id, message])).toEqual(
    hidden.map((id) => [id, `${id} is not ours`]),
  );
  expect(found.map(({ id }) => id)).toEqual([0, 1, 2, 4, 5, 6, 9].map((index) => `thing:${index}`));
  // Each is missed once, whether it should be on the host or not.
  const { missing } = await repair({
    registry: createRegistry([{ name: 'test', apiVersion: API_VERSION, drivers: [driver] }]),
    host,
    desired: { resources: all.slice(0, 7), drivers: [driver] },
    otherStates: [{ resources: all, drivers: [driver] }],
  });
  expect(missing.map(({ what, error }) => [what, error?.message])).toEqual(
    hidden.map((id) => [[id], `${id} is not ours`]),
  );
});
