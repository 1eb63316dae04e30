import type { Act } from '../act.js';
import { FOREIGN_FILTER_ACTS, PACKET_ACTS, POLICY_ACTS } from './filters.js';
import { FILE_ACTS, INSIDE_ACTS } from './inside.js';
import { LINK_ACTS, PORT_ACTS } from './links.js';
import { ROUTE_ACTS, RULE_ACTS, UPLINK_ACTS } from './routing.js';
import { SYSCTL_ACTS } from './sysctls.js';

/** All kinds of sabotage. */
export const ACTS: readonly Act[] = [
  ...LINK_ACTS,
  ...PORT_ACTS,
  ...ROUTE_ACTS,
  ...RULE_ACTS,
  ...UPLINK_ACTS,
  ...SYSCTL_ACTS,
  ...POLICY_ACTS,
  ...FOREIGN_FILTER_ACTS,
  ...PACKET_ACTS,
  ...INSIDE_ACTS,
  ...FILE_ACTS,
];
