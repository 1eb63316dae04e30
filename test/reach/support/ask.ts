import type { State } from '@vpcctl/sdk';
import {
  type Flow,
  type HostView,
  parseFlow,
  reach,
  worldOf,
} from '../../../src/features/reach/index.js';

/** `vpc1/private -> 10.0.1.1:8080` as a flow. */
export function flowOf(text: string): Flow {
  const [from = '', to = ''] = text.split(' -> ');
  return parseFlow(from, to, (reason) => {
    throw new Error(reason);
  });
}

/** What the model says of a flow: `yes: …` or `no: …`, with what decided it. */
export function ask(state: State, text: string, host: HostView = null): string {
  const { reachable, decided } = reach(worldOf(state, host), flowOf(text));
  return `${reachable ? 'yes' : 'no'}: ${decided.says}`;
}
