import { defineFeature, defineIntent } from '@vpcctl/sdk';
import * as z from 'zod';
import { LOSS_FEATURE } from './state.js';

const number = z.int().min(1);

/** What is recorded of a loss: what is missing, and where it may still be looked at. */
const schema = z.strictObject({
  /** The first line of the journal that is damaged or missing. */
  line: number,
  /** The numbers of the first and of the last change that is lost, as far as they are known. */
  from: number,
  to: number,
  /** The name of the file beside the journal that has what the journal was; null: there was none. */
  kept: z
    .string()
    .regex(/^[\w.-]{1,255}$/)
    .nullable(),
  /** The hash of the entry that the snapshot proved; null: there was no snapshot. */
  proven: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** `journal accept-loss`: the state goes on with the events that follow, and without a past. */
const acceptLoss = defineIntent({
  type: 'journal.accept-loss',
  version: 1,
  input: schema,
  data: schema,
  decide: (_, loss) => loss,
  // The events behind it are about VPCs; the loss itself is about the history.
  about: () => [],
  describe: ({ from, to }) =>
    `accept the loss of ${from === to ? `entry ${from}` : `entries ${from} to ${to}`}`,
});

/** Accepted losses of the journal. They are about the history, so there is nothing in the state. */
export const lossFeature = defineFeature<null>({
  name: LOSS_FEATURE,
  initial: null,
  intents: [acceptLoss],
  evolve: {},
});
