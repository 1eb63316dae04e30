import { openReader } from '../engine/index.js';
import type { PluginHost } from '../engine/registry/index.js';
import { FLOW_LOG_GROUP } from '../features/flow-logs/state.js';
import {
  FlowLogStore,
  flowLogDirectory,
  type Limits,
  openFlowSource,
} from '../host/flow-logs/index.js';
import { bootId, checkRoot, networkOf, statePaths } from '../host/index.js';
import type { Format } from './formats.js';
import { runService } from './service.js';
import { watchJournal } from './watched.js';

export interface RunOptions {
  readonly format: Format;
  readonly limits: Limits;
  /** How many bytes of messages the kernel keeps while the service is busy. */
  readonly bufferBytes: number;
  readonly signal: AbortSignal;
  readonly report: (sentence: string) => void;
}

/**
 * Writes the flow logs of this host until `signal` is aborted.
 * @throws VpcctlError `NOT_ROOT`, `FLOW_LOGS_RUNNING`, `FLOW_LOGS_FAILED`, `FLOW_LOGS_NEED_NETLINK`;
 *   JournalError as `journal.read` does
 */
export async function runFlowLogs(plugins: PluginHost, options: RunOptions): Promise<void> {
  checkRoot();
  const context = await openReader(plugins);
  const store = await FlowLogStore.open(flowLogDirectory(statePaths().directory), options.limits);
  try {
    await runService({
      watched: watchJournal(context, options.format === 'json'),
      openSource: (listener) =>
        openFlowSource(listener, { bufferBytes: options.bufferBytes, group: FLOW_LOG_GROUP }),
      store,
      format: options.format,
      kernel: { boot: bootId() ?? '', network: networkOf('self') ?? 0 },
      now: Date.now,
      signal: options.signal,
      report: options.report,
    });
  } finally {
    store.close();
  }
}
