import type { Feature, Meter } from '@vpcctl/sdk';
import { backendFeature } from './backend/index.js';
import { deniedLogFeature } from './denied-log/index.js';
import { firewallFeature } from './firewall/index.js';
import { flowLogsFeature } from './flow-logs/index.js';
import { foreignFirewallsFeature } from './foreign-firewalls/index.js';
import { instanceFeature } from './instance/index.js';
import { labelsFeature } from './labels/index.js';
import { limitsFeature } from './limits/index.js';
import { limitsMeter } from './limits/meter.js';
import { lossFeature } from './loss/index.js';
import { namesFeature } from './names/index.js';
import { peeringFeature } from './peering/index.js';
import { subnetFeature } from './subnet/index.js';
import { topologyFeature } from './topology/index.js';
import { vpcFeature } from './vpc/index.js';

/** The core's features, in the order in which their resources are listed. */
export const coreFeatures: readonly Feature[] = [
  backendFeature,
  vpcFeature,
  subnetFeature,
  instanceFeature,
  peeringFeature,
  firewallFeature,
  deniedLogFeature,
  foreignFirewallsFeature,
  limitsFeature,
  labelsFeature,
  flowLogsFeature,
  lossFeature,
  namesFeature,
  topologyFeature,
];

/** The core's meters that need the state alone. */
export const coreMeters: readonly Meter[] = [limitsMeter];
