import { topology } from '../topology/row.js';
import type { Part } from './bench.js';
import { build } from './build.js';
import { connections } from './connections.js';
import { flowLogs } from './flow-logs.js';
import { large } from './large.js';
import { observing } from './observing.js';
import { packets } from './packets.js';
import { policy } from './policy.js';
import { reach } from './reach.js';
import { reading } from './reading.js';
import { programs, tutorial } from './tutorial.js';

/** All parts, in the order in which they are measured. */
export const PARTS: readonly Part[] = [
  tutorial,
  programs,
  reading,
  reach,
  policy,
  connections,
  packets,
  observing,
  flowLogs,
  build,
  topology,
  large,
];
