import type { State } from '@vpcctl/sdk';
import type { EngineContext, Observer } from '../context/context.js';
import { describeMissing } from './missing-plugins.js';
import { unknownEvents } from './unknown-events.js';

/** The observers that know already: a command may make several changes. */
const told = new WeakSet<Observer>();

/** Tells the user once that plugins of the state are not installed, where that is so. */
export function noticeMissing({ observer }: Pick<EngineContext, 'observer'>, state: State): void {
  const words = describeMissing(unknownEvents(state));
  if (words === null || told.has(observer)) return;
  told.add(observer);
  observer.notice?.(words);
}
