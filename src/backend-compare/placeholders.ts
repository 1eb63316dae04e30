import type { State } from '@vpcctl/sdk';
import { allWorkloads } from '../model/workloads/select.js';

/** Names that are one word for `ip`, whatever else a namespace may be called. */
const WORD = /^[\w.-]+$/;

/** What becomes of attached namespaces in a lab, where those of the real host are not. */
export interface Placeholders {
  /** Namespaces that are made there in their place. */
  readonly namespaces: readonly string[];
  /** Names of the machines that are missing there: those that were found by a process. */
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
