import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Acquire, history, openJournal } from '@vpcctl/journal';
import { API_VERSION, type HostFacts, type State, type VpcctlPlugin } from '@vpcctl/sdk';
import type { EngineContext, Log } from '../../../src/engine/context/context.js';
import { summarizeContent } from '../../../src/engine/model/content.js';
import { lower } from '../../../src/engine/model/desired.js';
import { readState } from '../../../src/engine/model/read-state.js';
import type { Origins } from '../../../src/engine/registry/origins.js';
import { createRegistry } from '../../../src/engine/registry/registry.js';
import { execute } from '../../../src/engine/run/execute.js';
import { coreFeatures } from '../../../src/features/index.js';
import { readRepairs, writeRepair } from '../../../src/host/record/repairs.js';
import { watchRecord } from '../../../src/host/record/watch-record.js';
import { newMemoryDirectory } from '../directories.js';
import { hostWith } from '../features/facts.js';
import { type CommandRequest, TUTORIAL } from '../features/given.js';
import { asMap, MemoryHost, memoryDriver } from './memory.js';

/** A new directory, removed after the tests of the file. */
export const temporaryDirectory = () => newMemoryDirectory('vpcctl-engine-');

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {} };

/** The core's features with a driver whose host is in memory. */
export const MEMORY_CORE: VpcctlPlugin = {
  name: 'core',
  apiVersion: API_VERSION,
  features: coreFeatures,
  drivers: [memoryDriver()],
};

export interface EngineOptions {
  readonly plugins?: readonly VpcctlPlugin[];
  /** Another one for another set of plugins. */
  readonly snapshotVersion?: string;
  /** Where plugins of the user came from. */
  readonly origins?: Origins;
  /** How the journal is locked; not at all where a test is alone with it. */
  readonly acquire?: Acquire;
  readonly directory?: string;
  readonly host?: MemoryHost;
}

/** An engine on a real journal in a directory of its own and a host in memory. */
export function openTestEngine(options: EngineOptions = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const { plugins = [MEMORY_CORE], acquire = async () => {}, host = new MemoryHost() } = options;
  const notices: string[] = [];
  const registry = createRegistry(plugins, host.place, options.origins);
  const context: EngineContext = {
    registry,
    journal: openJournal(directory, { acquire }),
    snapshotFile: join(directory, 'vpcs.json'),
    snapshotVersion: options.snapshotVersion ?? 'test',
    actor: { uid: 0, user: 'ada', pid: 7, argv: ['vpcctl'] },
    log: silent,
    observer: { notice: (message) => notices.push(message) },
    facts: async (): Promise<HostFacts> => hostWith(await readState(context)),
    readPlace: () => host.place,
    writePlace: (place) => {
      host.place = place;
    },
    readRepairs: () => readRepairs(directory),
    writeRepair: (repair) => writeRepair(directory, repair),
    watchRecord: (changed) => watchRecord(directory, changed),
    isAlive: () => true,
    readDeniedLog: () => ({ close: async () => {} }),
    watchKernel: async () => ({ reason: 'the host is in memory', close: async () => {} }),
    openHost: () => host,
  };
  return {
    context,
    directory,
    host,
    notices,
    journalFile: join(directory, 'journal.ndjson'),
    snapshotFile: context.snapshotFile,
    run: ([type, input]: CommandRequest) => execute(context, type, input),
    async play(requests: readonly CommandRequest[]) {
      for (const [type, input] of requests) await execute(context, type, input);
    },
    state: (): Promise<State> => readState(context),
    /** What the host should have, by what the journal says. */
    desired: async () => asMap(lower(registry, await readState(context))),
    /** How each command ended, as `vpc.create applied`. */
    async outcomes(): Promise<string[]> {
      const { entries } = await context.journal.read();
      return history(entries).map(
        ({ entry, outcome }) => `${summarizeContent(entry).intent} ${outcome}`,
      );
    },
    journalText: () => readFileSync(join(directory, 'journal.ndjson'), 'utf8'),
  };
}

export type TestEngine = ReturnType<typeof openTestEngine>;

export const [CREATE_VPC1, ADD_PUBLIC, ADD_PRIVATE, CREATE_VPC2] = [
  step(0),
  step(1),
  step(2),
  step(3),
];

function step(index: number): CommandRequest {
  const request = TUTORIAL[index];
  if (request === undefined) throw new Error(`the tutorial has no step ${index}`);
  return request;
}

/** What `promise` rejects with; anything but an error fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error(String(outcome));
}
