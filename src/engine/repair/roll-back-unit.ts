import {
  type Change,
  type Driver,
  isPacketPolicy,
  type Operation,
  type Resource,
} from '@vpcctl/sdk';
import { compile, withoutLinks } from '../model/compile.js';
import { isCorrect, isLink, type RepairState } from './state.js';
import type { Unit } from './units.js';

/**
 * The operations that roll back the finished half of a failed unit. Pure. They delete new resources
 * that are not correct, and a new veth pair with its whole unit. They recreate what the unit
 * deleted, except links, since these would go up.
 * @param initial the resources that existed at first
 */
export function rollBackUnit(
  unit: Unit,
  initial: ReadonlyMap<string, Resource>,
  state: RepairState,
  drivers: readonly Driver[],
): readonly Operation[] {
  const { current, desired } = state;
  const own = unit.ids.flatMap((id) => desired.get(id) ?? []);
  const vethPairs = own.filter(({ id, kind }) => kind === 'veth' && !initial.has(id));
  const names = vethPairs.map(({ attributes }) => attributes['name']);
  const sourceGuards = [...desired.values()].filter(
    ({ kind, attributes }) => kind === 'source-guard' && names.includes(attributes['interface']),
  );
  const incorrect = own.filter(({ id }) => current.has(id) && !isCorrect(state, id));
  const added = [...sourceGuards, ...incorrect.filter((each) => !isPacketPolicy(each))];
  const deleted = unit.ids.flatMap((id) => (current.has(id) ? [] : (initial.get(id) ?? [])));
  const changes: Change[] = [
    ...added
      .filter(({ id }) => !initial.has(id))
      .reverse()
      .map((before): Change => ({ action: 'delete', before })),
    ...deleted
      .filter((each) => !isLink(each) && !isPacketPolicy(each))
      .map((after): Change => ({ action: 'create', after })),
  ];
  // If the veth pair was not created, a link of its name is not ours: leave it alone.
  const notOurs = vethPairs
    .filter(({ id }) => !current.has(id))
    .map(({ attributes }) => `${attributes['name']}`);
  return withoutLinks(compile(drivers, changes), new Set(notOurs));
}
