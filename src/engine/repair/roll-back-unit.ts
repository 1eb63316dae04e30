import {
  type Change,
  type Driver,
  isPacketPolicy,
  type Operation,
  type Resource,
} from '@vpcctl/sdk';
import { compile, withoutLinks } from '../model/compile.js';
import { isCorrect, type RepairState } from './state.js';
import type { Unit } from './units.js';

/**
 * The operations that roll back the finished half of a failed unit. Pure. They delete new resources
 * that are not correct, and a new link with its whole unit. They recreate what the unit
 * deleted, except links, since these would go up.
 * @param initial the resources that existed at first
 */
export function rollBackUnit(
  unit: Unit,
  initial: ReadonlyMap<string, Resource>,
  state: RepairState,
  drivers: readonly Driver[],
): readonly Operation[] {
  const { current, desired, links } = state;
  const own = unit.ids.flatMap((id) => desired.get(id) ?? []);
  const added = unit.ids.flatMap((id) => (initial.has(id) ? [] : (links.get(id) ?? [])));
  const settings = new Set(added.flatMap((link) => link.settings));
  const locks = [...desired.values()].filter(
    (each) => isPacketPolicy(each) && settings.has(each.id),
  );
  const incorrect = own.filter(({ id }) => current.has(id) && !isCorrect(state, id));
  const unfinished = [...locks, ...incorrect.filter((each) => !isPacketPolicy(each))];
  const deleted = unit.ids.flatMap((id) => (current.has(id) ? [] : (initial.get(id) ?? [])));
  const changes: Change[] = [
    ...unfinished
      .filter(({ id }) => !initial.has(id))
      .reverse()
      .map((before): Change => ({ action: 'delete', before })),
    ...deleted
      .filter((each) => !links.has(each.id) && !isPacketPolicy(each))
      .map((after): Change => ({ action: 'create', after })),
  ];
  // If the link was not created, a link of its name is not ours: leave it alone.
  const notOurs = added.filter(({ id }) => !current.has(id)).map(({ link }) => link);
  return withoutLinks(compile(drivers, changes), new Set(notOurs));
}
