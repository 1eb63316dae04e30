import { countOf, defineIntent, type TopologyApplied } from '@vpcctl/sdk';
import * as z from 'zod';
import { nameSchema } from '../recorded/index.js';

const LONGEST_LABEL = 200;
const count = z.int().min(0);

const appliedSchema = z.strictObject({
  /** `destroy` deletes what the file names. */
  action: z.enum(['apply', 'destroy']),
  /** The topology's name, or the files that it came from. */
  label: z
    .string()
    .max(LONGEST_LABEL)
    .regex(/^\P{Cc}*$/u, 'must not have control characters'),
  /** How many objects and settings. */
  created: count,
  changed: count,
  replaced: count,
  deleted: count,
  /** The VPCs that it is about. */
  vpcs: z.array(nameSchema),
}) satisfies z.ZodType<TopologyApplied>;

/** `apply -f FILE`, `destroy -f FILE`: it names the change; the events after it do the work. */
export const applyTopology = defineIntent({
  type: 'topology.apply',
  version: 1,
  input: appliedSchema,
  data: appliedSchema,
  decide: (_, applied) => applied,
  about: ({ vpcs }) => vpcs,
  describe: ({ action, label, created, changed, replaced, deleted }) => {
    const parts = [
      ...(created > 0 ? [`${created} created`] : []),
      ...(changed > 0 ? [`${changed} changed`] : []),
      ...(replaced > 0 ? [`${replaced} replaced`] : []),
      ...(deleted > 0 ? [`${deleted} deleted`] : []),
    ];
    return `${action} ${label}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
  },
});

const ownedSchema = z.strictObject({
  name: nameSchema,
  objects: z.array(z.string()),
  keys: z.record(z.string(), z.string()),
});

/** The data of `topology.own`: all that a topology owns from now on. */
export type TopologyOwned = z.infer<typeof ownedSchema>;

/** What the applies of a topology have made: `--prune` deletes nothing else. */
export const ownTopology = defineIntent({
  type: 'topology.own',
  version: 1,
  input: ownedSchema,
  data: ownedSchema,
  decide: (_, owned) => owned,
  about: () => [],
  describe: ({ name, objects }) => `let ${name} own ${countOf(objects.length, 'object')}`,
});
