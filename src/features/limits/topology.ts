import { type FeatureTopology, topologyKey } from '@vpcctl/sdk';
import * as z from 'zod';
import { countSchema, describeLimits, setLimits } from './set.js';
import { DEFAULT_LIMITS, type Limits, limitsOf } from './state.js';

const limitsSchema = z.strictObject({
  connections: countSchema.optional().describe('The connections that the whole VPC may have.'),
  perWorkload: countSchema.optional().describe('The connections that each workload may open.'),
});

type WantedLimits = z.infer<typeof limitsSchema>;

const limits = topologyKey<WantedLimits>({
  level: 'vpc',
  name: 'limits',
  schema: limitsSchema,
  read: (state, [vpc = '']) => {
    const { connections, perWorkload } = limitsOf(state, vpc);
    const isUsual =
      connections === DEFAULT_LIMITS.connections && perWorkload === DEFAULT_LIMITS.perWorkload;
    return isUsual ? undefined : { connections, perWorkload };
  },
  requests: (state, [vpc = ''], wanted) => {
    const now = limitsOf(state, vpc);
    const after = whole(wanted);
    const isSame = now.connections === after.connections && now.perWorkload === after.perWorkload;
    return isSame ? [] : [{ type: setLimits.type, input: { vpc, ...after } }];
  },
  describe: (_state, _place, wanted) => `is limited to ${describeLimits(whole(wanted))}`,
});

export const limitsTopology: FeatureTopology = { keys: [limits] };

function whole(wanted: WantedLimits | null): Limits {
  return {
    connections: wanted?.connections ?? DEFAULT_LIMITS.connections,
    perWorkload: wanted?.perWorkload ?? DEFAULT_LIMITS.perWorkload,
  };
}
