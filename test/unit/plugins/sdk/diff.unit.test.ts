import { type Change, changedResource, diff, inDependencyOrder, type Resource } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyResources, thing } from '../../../support/engine/resources.js';

const words = (changes: readonly Change[]) =>
  changes.map((change) => `${change.action} ${changedResource(change).id}`);

/** What is there after `changes`, made one by one on what was. */
function applied(current: readonly Resource[], changes: readonly Change[]): Resource[] {
  const there = new Map(current.map((resource) => [resource.id, resource]));
  for (const change of changes) {
    if (change.action === 'delete') expect(there.delete(change.before.id)).toBe(true);
    else {
      expect(there.has(change.after.id)).toBe(change.action === 'update');
      there.set(change.after.id, change.after);
    }
  }
  return [...there.values()];
}

const byId = (resources: readonly Resource[]) =>
  new Map(resources.map(({ id, attributes }) => [id, attributes]));

describe('diff', () => {
  it('creates missing resources, updates different ones, deletes superfluous ones', () => {
    const current = [thing('gone'), thing('same'), thing('off', { value: 1 })];
    const desired = [thing('same'), thing('off', { value: 2 }), thing('new')];
    const changes = diff(current, desired);
    expect(words(changes)).toEqual(['delete thing:gone', 'update thing:off', 'create thing:new']);
    expect(changes[1]).toEqual({ action: 'update', before: current[2], after: desired[1] });
  });

  it('compares only attributes, whatever the order of their keys', () => {
    const current = { ...thing('a', { x: 1, y: [{ z: null }] }), why: 'before', dependsOn: [] };
    const desired = { ...current, attributes: { y: [{ z: null }], x: 1, name: 'a' }, why: 'now' };
    expect(diff([current], [desired])).toEqual([]);
    expect(diff([thing('a', { list: [1, 2] })], [thing('a', { list: [2, 1] })])).toHaveLength(1);
  });

  it('removes dependents before a resource, and creates them after it', () => {
    const house = [thing('roof', {}, ['wall']), thing('wall', {}, ['floor']), thing('floor')];
    expect(words(diff([], house))).toEqual([
      'create thing:floor',
      'create thing:wall',
      'create thing:roof',
    ]);
    expect(words(diff(house, []))).toEqual([
      'delete thing:roof',
      'delete thing:wall',
      'delete thing:floor',
    ]);
  });

  it('deletes before it creates, as a name may be needed again', () => {
    const changes = diff([thing('old')], [thing('new')]);
    expect(words(changes)).toEqual(['delete thing:old', 'create thing:new']);
  });

  it('applied to the current resources, gives the desired ones', () => {
    fc.assert(
      fc.property(anyResources, anyResources, (current, desired) => {
        expect(byId(applied(current, diff(current, desired)))).toEqual(byId(desired));
      }),
    );
  });

  it('of equal resources is empty, and has as many changes forth as back', () => {
    fc.assert(
      fc.property(anyResources, anyResources, (a, b) => {
        expect(diff(a, structuredClone(a).reverse())).toEqual([]);
        expect(diff(a, b)).toHaveLength(diff(b, a).length);
      }),
    );
  });

  it('never leaves a resource without its dependencies', () => {
    fc.assert(
      fc.property(anyResources, anyResources, (current, desired) => {
        const there = new Set(current.map(({ id }) => id));
        for (const change of diff(current, desired)) {
          const { id, dependsOn = [] } = changedResource(change);
          if (change.action === 'delete') {
            there.delete(id);
            const users = current.filter((other) => other.dependsOn?.includes(id));
            for (const user of users.filter((other) => there.has(other.id))) {
              // It stays, so it no longer needs what goes.
              const wanted = desired.find((other) => other.id === user.id);
              expect(wanted?.dependsOn).not.toContain(id);
            }
          } else {
            for (const needed of dependsOn) expect(there).toContain(needed);
            there.add(id);
          }
        }
      }),
    );
  });
});

describe('the order of dependencies', () => {
  it('keeps the given order where no dependency needs another', () => {
    const given = [thing('c'), thing('a'), thing('b')];
    expect(inDependencyOrder(given)).toEqual(given);
  });

  it('has every resource once, after its dependencies', () => {
    fc.assert(
      fc.property(anyResources, (resources) => {
        const ordered = inDependencyOrder(resources);
        expect(new Set(ordered)).toEqual(new Set(resources));
        expect(ordered).toHaveLength(resources.length);
        for (const [at, { dependsOn = [] }] of ordered.entries()) {
          const before = ordered.slice(0, at).map(({ id }) => id);
          for (const needed of dependsOn) expect(before).toContain(needed);
        }
      }),
    );
  });

  it('ignores dependencies on missing resources', () => {
    const lonely = [thing('b', {}, ['elsewhere']), thing('a')];
    expect(inDependencyOrder(lonely)).toEqual(lonely);
  });

  it('of a circle has each resource once', () => {
    const circle = [thing('a', {}, ['b']), thing('b', {}, ['c']), thing('c', {}, ['a'])];
    expect(new Set(inDependencyOrder(circle))).toEqual(new Set(circle));
  });

  it('works for a long chain', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => thing(`${i}`, {}, [`${i + 1}`]));
    expect(inDependencyOrder(chain)[0]?.id).toBe('thing:4999');
  });
});
