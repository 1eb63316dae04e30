import * as z from 'zod';
import { backendCompareOutputSchema, backendShowOutputSchema } from './backend.js';
import { bootChangeOutputSchema, bootStatusOutputSchema } from './boot.js';
import {
  changeOutputSchema,
  confirmOutputSchema,
  repairLineSchema,
  replayOutputSchema,
} from './change.js';
import { diffOutputSchema } from './diff.js';
import { graphOutputSchema } from './drawing/graph.js';
import { errorSchema } from './error.js';
import { entryOutputSchema, historyOutputSchema } from './history.js';
import { labEndOutputSchema, labListOutputSchema } from './host/lab.js';
import { uiOutputSchema } from './host/ui.js';
import {
  journalAcceptLossOutputSchema,
  journalExportOutputSchema,
  journalImportOutputSchema,
  journalVerifyOutputSchema,
} from './journal.js';
import { flowLineSchema, flowLogsStatusOutputSchema } from './observe/flow-logs.js';
import { pluginGoneOutputSchema, pluginOutputSchema, pluginsOutputSchema } from './plugins.js';
import { bisectOutputSchema, matrixOutputSchema, reachOutputSchema } from './reach.js';
import { captureLineSchema, captureOutputSchema } from './see/capture.js';
import { deniedGapSchema, deniedLineSchema } from './see/denied.js';
import { eventLineSchema } from './see/events.js';
import { metricsOutputSchema } from './see/metrics.js';
import { traceOutputSchema } from './see/trace.js';
import { statusOutputSchema } from './status.js';
import { exportOutputSchema, topologyOutputSchema } from './topology.js';
import { instanceOutputSchema, subnetOutputSchema, vpcOutputSchema } from './vpc.js';

const CHANGING = [
  'create-vpc',
  'delete-vpc',
  'add-subnet',
  'delete-subnet',
  'add-instance',
  'delete-instance',
  'attach',
  'detach',
  'peer',
  'unpeer',
  'set-uplink',
  'apply-firewall',
  'clear-firewall',
  'set-limits',
  'label',
  'flow-logs enable',
  'flow-logs disable',
  'backend set',
  'undo',
  'redo',
  'revert',
] as const;

/** The shape of each command's `--json` output; `docs/schemas` has them as JSON schemas. */
export const outputSchemas: Readonly<Record<string, z.ZodType>> = {
  error: errorSchema,
  list: z.object({ vpcs: z.array(vpcOutputSchema) }),
  show: z.union([vpcOutputSchema, subnetOutputSchema, instanceOutputSchema, entryOutputSchema]),
  diff: diffOutputSchema,
  'journal verify': journalVerifyOutputSchema,
  'journal accept-loss': journalAcceptLossOutputSchema,
  'journal export': journalExportOutputSchema,
  'journal import': journalImportOutputSchema,
  'watch list': z.object({ vpcs: z.array(vpcOutputSchema) }),
  'watch status': statusOutputSchema,
  events: eventLineSchema,
  'watch denied': z.union([deniedLineSchema, deniedGapSchema]),
  history: historyOutputSchema,
  metrics: metricsOutputSchema,
  capture: z.union([captureLineSchema, captureOutputSchema]),
  reach: z.union([reachOutputSchema, matrixOutputSchema]),
  bisect: bisectOutputSchema,
  graph: graphOutputSchema,
  plugins: pluginsOutputSchema,
  'plugins install': pluginOutputSchema,
  'plugins uninstall': pluginGoneOutputSchema,
  replay: replayOutputSchema,
  repair: z.union([replayOutputSchema, repairLineSchema]),
  status: statusOutputSchema,
  ui: uiOutputSchema,
  trace: traceOutputSchema,
  confirm: confirmOutputSchema,
  apply: topologyOutputSchema,
  plan: topologyOutputSchema,
  destroy: topologyOutputSchema,
  export: exportOutputSchema,
  'flow-logs status': flowLogsStatusOutputSchema,
  'logs flow': flowLineSchema,
  'lab end': labEndOutputSchema,
  'lab list': labListOutputSchema,
  'backend compare': backendCompareOutputSchema,
  'backend show': backendShowOutputSchema,
  'boot enable': bootChangeOutputSchema,
  'boot disable': bootChangeOutputSchema,
  'boot status': bootStatusOutputSchema,
  ...Object.fromEntries(CHANGING.map((command) => [command, changeOutputSchema])),
};
