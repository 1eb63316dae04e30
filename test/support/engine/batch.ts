import {
  API_VERSION,
  type ChangeEvent,
  defineFeature,
  defineIntent,
  inputError,
  isVpcctlError,
  type State,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { hostWith } from '../features/facts.js';
import { type CommandRequest, decide, type Outcome } from '../features/given.js';

/** Several requests of the core in one change, each decided on the state after the ones before it. */
const batch = defineIntent({
  type: 'batch.make',
  version: 1,
  input: z.object({ requests: z.array(z.tuple([z.string(), z.json()])) }),
  data: z.object({}),
  decide: (state, { requests }) => eventsFor(state, requests),
  describe: () => 'never recorded',
});

function eventsFor(state: State, requests: readonly CommandRequest[]): ChangeEvent[] {
  let now = state;
  const events = requests.flatMap((request) => {
    const outcome = unlessRefused(() => decide(now, request, hostWith(now)));
    now = outcome?.state ?? now;
    return outcome?.events ?? [];
  });
  if (events.length === 0) throw inputError('BATCH_EMPTY', 'nothing of it is possible', 'retry');
  return events;
}

function unlessRefused(act: () => Outcome): Outcome | null {
  try {
    return act();
  } catch (error) {
    if (isVpcctlError(error) && error.category === 'input') return null;
    throw error;
  }
}

/** A plugin with the intent `batch.make`: its changes have many events, and none of its own. */
export const BATCH: VpcctlPlugin = {
  name: 'batch',
  apiVersion: API_VERSION,
  features: [defineFeature({ name: 'batch', initial: {}, intents: [batch], evolve: {} })],
};

/** The request for one change with the events of all `requests` that are not refused. */
export function together(...requests: readonly CommandRequest[]): CommandRequest {
  return ['batch.make', { requests }];
}
