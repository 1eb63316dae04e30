import { type BackendFact, didYouMean, inputError, type State } from '@vpcctl/sdk';

export const BACKEND_FEATURE = 'backend';

/** The slice: the backend's name; null before the first VPC or `backend set`. */
export type BackendSlice = { readonly name: string | null };

/** The name of the backend of a state; null where none was chosen yet. */
export function backendOf(state: State): string | null {
  // The fold puts only this feature's own slice there.
  return ((state[BACKEND_FEATURE] ?? { name: null }) as BackendSlice).name;
}

/** The backend that filters nothing: plugins/none. */
const UNFILTERED = 'none';

/** Whether packets are filtered at all. */
export function isFiltered(state: State): boolean {
  return backendOf(state) !== UNFILTERED;
}

/**
 * Checks that `name` is a backend that can serve this host.
 * @throws VpcctlError `BACKEND_UNKNOWN`, `BACKEND_UNUSABLE`, with the available backends as a hint
 */
export function requireUsable(name: string, backends: readonly BackendFact[]): string {
  const found = backends.find((backend) => backend.name === name);
  if (found === undefined) {
    const names = backends.map((backend) => backend.name);
    const meant = didYouMean(name, names);
    throw inputError(
      'BACKEND_UNKNOWN',
      `there is no backend ${JSON.stringify(name)}`,
      ...(meant === null ? [] : [`did you mean ${meant}?`]),
      `there is: ${names.join(', ')}`,
    );
  }
  if (found.unsupportedReason === null) return name;
  const others = backends.flatMap((backend) => (backend === found ? [] : backend.name));
  throw inputError(
    'BACKEND_UNUSABLE',
    `the backend ${name} can't serve this host: ${found.unsupportedReason}`,
    others.length > 0 ? `other backends: ${others.join(', ')}` : 'there is no other backend',
    'see what each one lacks: vpcctl backend show',
  );
}
