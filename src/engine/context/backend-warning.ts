import type { State } from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import type { EngineContext } from './context.js';

/** What the backend of a state does not enforce; null where it enforces all, or none was chosen. */
export function backendWarning(registry: Registry, state: State): string | null {
  const name = registry.backendOf(state);
  return registry.backends.find((driver) => driver.name === name)?.warning ?? null;
}

/** Warns the user of a change to a backend that does not enforce all. */
export function noticeBackend(
  { registry, observer }: Pick<EngineContext, 'registry' | 'observer'>,
  before: State,
  after: State,
): void {
  const warning = backendWarning(registry, after);
  if (warning === null || warning === backendWarning(registry, before)) return;
  observer.notice?.(`warning: ${warning} (backend ${registry.backendOf(after)})`);
}
