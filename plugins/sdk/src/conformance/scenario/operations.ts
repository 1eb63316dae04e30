/** Operations on links and routes, for the scenario. */
import type { Operation } from '../../operation/operation.js';
import type { Phase } from '../../operation/phase.js';
import { MAIN_TABLE } from '../../operation/routing.js';

const ORIGIN = { resources: [], why: 'a link of the test' } as const;

/** Where and when operations run. */
export type Place = Pick<Operation, 'namespace' | 'phase' | 'resources' | 'why'>;

/** A phase in a named namespace. */
export function inside(phase: Phase, namespace: string): Place {
  return { phase, namespace, ...ORIGIN };
}

/** A phase on the host. */
export function onHost(phase: Phase) {
  return { phase, namespace: null, ...ORIGIN };
}

type Route = Operation<'route.add'>;

/** A route out of `link`: by default in the main table, and without a next router. */
export function route(
  place: Place,
  link: string,
  destination: string | null,
  options: Partial<Pick<Route, 'table' | 'via' | 'onlink' | 'metric' | 'source'>> = {},
): Route {
  const usual = { table: MAIN_TABLE, via: null, onlink: false, metric: null, source: null };
  return {
    op: 'route.add',
    ...place,
    type: 'unicast',
    destination,
    link,
    ...usual,
    ...options,
  };
}

/** A value under `/proc/sys`. */
export function setting(link: string | null, key: string, value: number): Operation {
  return { op: 'sysctl.set', ...onHost('configure'), link, key, value: String(value) };
}
