import { defineFeature, event, RENAMED, type Renamed, renameKeys } from '@vpcctl/sdk';
import { omitWhere } from '../../model/records.js';
import { type LimitsSet, setLimits } from './set.js';
import { LIMITS_FEATURE, type LimitsSlice, selectLimits } from './state.js';
import { limitsTopology } from './topology.js';

/** The shares of VPCs in the host's table of connections. The boundary of each VPC has its own. */
export const limitsFeature = defineFeature<LimitsSlice>({
  name: LIMITS_FEATURE,
  initial: {},
  intents: [setLimits],
  evolve: {
    [setLimits.type]: (slice, limits: LimitsSet) => ({ ...slice, [limits.vpc]: limits }),
    'vpc.delete': (slice, { name }: { name: string }) =>
      omitWhere(slice, ({ vpc }) => vpc === name),
    [RENAMED]: (slice, renamed: Renamed) =>
      renameKeys(slice, renamed, (limits, { vpc }) => ({ ...limits, vpc })),
  },
  topology: limitsTopology,
  restate: (state) => Object.values(selectLimits(state)).map((limits) => event(setLimits, limits)),
});
