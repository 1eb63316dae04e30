import { statSync } from 'node:fs';
import { isVpcctlError, type State } from '@vpcctl/sdk';
import type { ReadContext } from '../engine/index.js';
import { readState } from '../engine/index.js';
import { selectFlowLogs } from '../features/flow-logs/state.js';
import { peeringsOf } from '../features/peering/state.js';
import type { DeniedLogEntry } from '../host/index.js';
import { type FlowNetwork, type FlowRecord, flowNetwork } from '../model/flows/index.js';
import { reachModelOf } from '../model/reach/index.js';
import { deniedRecord } from './denied.js';
import { createExplainer, type Explainer, SILENT } from './explain.js';
import type { Explain, WantedLog } from './recorder.js';

/** What flow logs need of a state. */
export interface WatchedState {
  readonly state: State;
  readonly network: FlowNetwork;
  readonly logs: ReadonlyMap<string, WantedLog>;
  /** What allowed a connection. */
  readonly explain: Explain;
  /** The record of a denied packet, which is noted `now`; null where it is none of a VPC. */
  readonly readDenied: (entry: DeniedLogEntry, now: number) => FlowRecord | null;
}

/** The journal, as far as it changes. */
export interface Watched {
  /**
   * The state, where it may be another than at the last call; else null.
   * @param report receives why it cannot be read; then the state before is in effect
   */
  read(report: (sentence: string) => void): Promise<WatchedState | null>;
}

/** Errors that end with a new start, of another vpcctl or with other plugins. */
const FATAL = ['ENTRY_UNREADABLE'];

/**
 * Watches the journal of a context. The first read throws where it cannot be read.
 * @param withReasons whether the lines have room for the rule and the entry that decided
 */
export function watchJournal(context: ReadContext, withReasons: boolean): Watched {
  let known: string | null = null;
  return {
    async read(report) {
      const now = shapeOf(context.journal.name);
      if (now === known) return null;
      const isFirst = known === null;
      known = now;
      try {
        const state = await readState(context);
        if (!withReasons || Object.keys(selectFlowLogs(state)).length === 0) {
          return watchedState(state);
        }
        const { entries } = await context.journal.read();
        return watchedState(state, createExplainer(context, entries, state));
      } catch (error) {
        if (isFirst || !isVpcctlError(error) || FATAL.includes(error.code)) throw error;
        report(error.message);
        return null;
      }
    },
  };
}

/** What flow logs need of a state. Pure. */
export function watchedState(state: State, explainer: Explainer = SILENT): WatchedState {
  const logs = new Map(
    Object.values(selectFlowLogs(state)).map((log) => [log.vpc, log as WantedLog]),
  );
  const model = reachModelOf({ state, resources: [] }, null);
  return {
    state,
    network: flowNetwork(state, peersOf),
    logs,
    explain: explainer.allowed,
    readDenied: (entry, now) => deniedRecord(model, entry, now, explainer.entryOf),
  };
}

function peersOf(state: State, vpc: string): string[] {
  return peeringsOf(state, vpc).flatMap(({ vpcs }) => vpcs.filter((name) => name !== vpc));
}

/** Differs after each change of a file. */
function shapeOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'missing' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}
