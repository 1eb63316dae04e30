import type { State } from '@vpcctl/sdk';
import { allWorkloads } from '../model/workloads/index.js';

/** Names that are one word in a line of `ip -batch`; a namespace may have any other name. */
const WORD = /^[\w.-]+$/;

/** What stands for attached namespaces in a lab, which does not have those of the real host. */
export interface Placeholders {
  /** Names of namespaces that are created in their place. */
  readonly namespaces: readonly string[];
  /** Names of the workloads that are left out: those that were attached by a process. */
  readonly missing: readonly string[];
}

/** Which attached namespaces a lab can have. Pure. */
export function placeholdersOf(state: State): Placeholders {
  const namespaces = new Set<string>();
  const missing: string[] = [];
  for (const { label, namespace, attachment } of allWorkloads(state)) {
    if (attachment === null) continue;
    if (attachment.process === null && WORD.test(namespace)) namespaces.add(namespace);
    else missing.push(label);
  }
  return { namespaces: [...namespaces], missing };
}
