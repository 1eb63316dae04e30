import type { Change, Driver, HostCommand, Resource } from '@vpcctl/sdk';
import { compile } from '../model/compile.js';
import { isLink, isPolicy, isRight, type Scene } from './scene.js';
import type { Unit } from './units.js';

/**
 * What takes back the half of a unit that was done before it failed: what came and is not right goes again, a cable with
 * all of its unit; what had stood and has gone comes back, but for links, which would go up. Pure.
 * @param origin what stood at first
 */
export function withdraw(
  unit: Unit,
  origin: ReadonlyMap<string, Resource>,
  scene: Scene,
  drivers: readonly Driver[],
): HostCommand[] {
  const { current, wanted } = scene;
  const own = unit.ids.flatMap((id) => wanted.get(id) ?? []);
  const vethPairs = own.filter(({ id, kind }) => kind === 'veth' && !origin.has(id));
  const names = vethPairs.map(({ attributes }) => attributes['name']);
  const ports = [...wanted.values()].filter(
    ({ kind, attributes }) => kind === 'source-guard' && names.includes(attributes['interface']),
  );
  const half = own.filter(({ id }) => current.has(id) && !isRight(scene, id));
  const came = [...ports, ...half.filter((each) => !isPolicy(each))];
  const lost = unit.ids.flatMap((id) => (current.has(id) ? [] : (origin.get(id) ?? [])));
  const changes: Change[] = [
    ...came
      .filter(({ id }) => !origin.has(id))
      .reverse()
      .map((before): Change => ({ action: 'delete', before })),
    ...lost
      .filter((each) => !isLink(each) && !isPolicy(each))
      .map((after): Change => ({ action: 'create', after })),
  ];
  // A link of that name may be somebody else's.
  const foreign = vethPairs
    .filter(({ id }) => !current.has(id))
    .map(({ attributes }) => attributes);
  return compile(drivers, changes).filter(
    (command) =>
      command.type !== 'batch' || !foreign.some(({ name }) => command.words.includes(`${name}`)),
  );
}
