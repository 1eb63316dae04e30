import type { ContainerFact, HostFacts, ProcessIdentity } from '@vpcctl/sdk';
import { BARE_HOST } from '../features/facts.js';

/** The first process of a container's nth run, in a namespace of its own. */
export function processOf(run: number, boot = 'b00t'): ProcessIdentity {
  return { pid: 4700 + run, started: `${123_000 + run}`, boot, inode: 4_026_532_000 + run };
}

/** A container called `web` that runs, by podman. */
export function running(run: number, more: Partial<ContainerFact['namespace']> = {}) {
  return {
    ...{ name: 'web', engine: 'podman', problems: [] },
    namespace: {
      ...{ process: processOf(run), names: [], host: false, interfaces: ['lo'], routes: [] },
      ...more,
    },
  } satisfies ContainerFact;
}

/** The same container, which does not run. */
export const STOPPED: ContainerFact = { ...running(1), namespace: null };

/** A host whose containers may change: engines say of them what `found` holds. */
export function hostWithContainers(...found: ContainerFact[]) {
  const containers = found;
  const base: HostFacts = { ...BARE_HOST, containers };
  return {
    base,
    /** From now on engines say this. */
    becomes: (...now: ContainerFact[]) => {
      containers.splice(0, containers.length, ...now);
    },
  };
}
