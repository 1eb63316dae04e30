import { type GuardedLink, isSameJson, type Resource } from '@vpcctl/sdk';

/** The resources that a host has and should have, by their ids. */
export interface RepairState {
  readonly current: ReadonlyMap<string, Resource>;
  readonly desired: ReadonlyMap<string, Resource>;
  /** The links among all of these, and what guards them, by the link's id. */
  readonly links: ReadonlyMap<string, GuardedLink>;
  /** For each desired resource the ids that must be correct before it is created or updated. */
  readonly prerequisites: ReadonlyMap<string, readonly string[]>;
  /** Whether a resource failed by itself, or can't be observed. */
  readonly isGivenUp: (id: string) => boolean;
}

/** Whether a desired resource exists with its desired attributes. */
export function isCorrect({ current, desired }: RepairState, id: string): boolean {
  const is = current.get(id);
  return is !== undefined && isSameJson(is.attributes, desired.get(id)?.attributes);
}
