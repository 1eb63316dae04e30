import { inputError, type VpcctlError } from '@vpcctl/sdk';
import type { ChangeOutput, CommandOutput, ConfirmFlags, EngineFlags } from '@vpcctl/sdk/command';
import type {
  EngineContext,
  TopologyPlan,
  TopologyRefused,
  TopologyRequest,
} from '../../engine/index.js';
import type { DiffOutput } from '../../schemas/diff.js';
import type { TopologyOutput } from '../../schemas/topology.js';
import type { Source } from '../files/source.js';
import { readTopologySources, readTopologyTexts } from '../files/topology.js';
import { renderDifference, viewDifference } from '../views/changes.js';
import { type ChangeOptions, executeBy, plannedOutput } from './change.js';
import { readConfirmOptions } from './confirm-flags.js';
import { agree } from './flags/ask.js';
import { countItems, renderItems, renderPlanned } from './topology-words.js';
import { type Engine, logPlan, withEngine } from './with-engine.js';

/** The flags of `apply`, `plan` and `destroy`, as oclif parses them. */
export interface TopologyFlags extends EngineFlags, ConfirmFlags {
  readonly file?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly kill?: boolean;
  /** Whether a dry run shows all; by default it does. */
  readonly full?: boolean;
  readonly message?: string | undefined;
  readonly 'detailed-exitcode'?: boolean;
}

/** A topology that was read, and the way from its parts to places in its files. */
export interface TopologySource extends Pick<TopologyRequest, 'document' | 'name' | 'label'> {
  /** An error of the engine, with the places in the files where it has them. */
  located(error: unknown): unknown;
}

/** Exit code of `--detailed-exitcode` where something would change, or was changed. */
const CHANGES = 2;

/** Reads a topology, with an engine that knows the keys of all installed features. */
export type TopologyReader = (engine: Engine, context: EngineContext) => Promise<TopologySource>;

/**
 * The reader of the files of `--file`. It throws VpcctlError `TOPOLOGY_INVALID` with each place, and
 * `SETTING_INVALID`.
 */
export function filesOf({
  file = [],
  set = [],
}: Pick<TopologyFlags, 'file' | 'set'>): TopologyReader {
  return textsOf(() => readTopologySources(file), set);
}

/** The reader of texts: {@link filesOf} has those of files. */
export function textsOf(
  read: () => Promise<readonly Source[]>,
  set: readonly string[],
): TopologyReader {
  return async (engine, context) => {
    const sources = await read();
    const { expanded, refused } = await readTopologyTexts(sources, settingsOf(set), (document) =>
      engine.checkTopology(context, document),
    );
    const { name, document } = expanded;
    const files = sources.map((source) => (source.name === '-' ? 'standard input' : source.name));
    return {
      ...{ document, name, label: (name ?? files.join(', ')).replaceAll(/\p{Cc}/gu, '\ufffd') },
      located: (error) =>
        error instanceof engine.TopologyRefused ? refused(error.issues.map(withHint)) : error,
    };
  };
}

function withHint({ path, message, hints = [] }: TopologyRefused['issues'][number]) {
  const [hint] = hints;
  return { path, message, ...(hint !== undefined && { hint }) };
}

/** Plans a topology, shows the plan, asks, and carries it out as one change. */
export function changeTopology(
  output: CommandOutput,
  action: TopologyRequest['action'],
  read: TopologyReader,
  flags: TopologyFlags,
): Promise<TopologyOutput> {
  return withEngine(output, flags, async (engine, context) => {
    const confirming = {
      ...readConfirmOptions(engine, flags),
      message: engine.readMessage(flags.message),
      onDecided: () => {},
    };
    const { document, name, label, located } = await read(engine, context);
    const request = { action, document, name, label, prune: flags.prune ?? false };
    if (request.prune && name === null) throw nameless();
    try {
      const planned = await engine.dryRunTopology(context, request);
      return await carryOut(output, engine, context, request, planned, flags, confirming);
    } catch (error) {
      throw located(error);
    }
  });
}

/** Without a name nothing is known to be the topology's own. */
function nameless(): VpcctlError {
  return inputError(
    'PRUNE_NAMELESS',
    '--prune deletes what a topology made, and this one has no name',
    'give it one in the file, for this and later applies: name: shop',
  );
}

/** Shows what applying a topology would change, resource by resource. */
export function diffTopology(
  output: CommandOutput,
  flags: Pick<TopologyFlags, 'file' | 'set'> & Pick<EngineFlags, 'log-level'>,
): Promise<DiffOutput> {
  const quiet = { ...flags, 'dry-run': true, explain: false };
  return withEngine(output, quiet, async (engine, context) => {
    const { document, name, label, located } = await filesOf(flags)(engine, context);
    try {
      const request = { action: 'apply', document, name, label, prune: false } as const;
      const { plan } = await engine.dryRunTopology(context, request);
      const changes = plan?.changes ?? [];
      output.log(renderDifference(changes));
      return viewDifference('now', label, changes);
    } catch (error) {
      throw located(error);
    }
  });
}

async function carryOut(
  output: CommandOutput,
  engine: Engine,
  context: EngineContext,
  request: TopologyRequest,
  planned: TopologyPlan,
  flags: TopologyFlags,
  confirming: ChangeOptions,
): Promise<TopologyOutput> {
  const { plan, intent, description } = planned;
  const outcome = { items: [...planned.items], notes: [...planned.notes] };
  const isFull = flags.full ?? flags['dry-run'] ?? false;
  for (const line of renderItems(outcome, isFull)) output.log(line);
  if (plan === null) {
    output.log(`Nothing to do: everything is as ${request.label} says.`);
    return { ...nothing(flags), ...{ intent, description }, ...outcome };
  }
  const tell = () => {
    if (flags['detailed-exitcode']) process.exitCode = CHANGES;
  };
  if (flags['dry-run']) {
    for (const check of confirming.checks) engine.resolveCheck(plan.stateAfter, check);
    output.log('');
    if (isFull) await logPlan(output, engine, plan);
    else for (const line of renderPlanned(plan)) output.log(line);
    tell();
    return { ...plannedOutput(engine, plan, confirming.checks), ...outcome };
  }
  engine.checkMayChange();
  if (!flags.yes) await agree(output, `This is ${countItems(outcome.items)}`);
  const summary = (_: never, description: string) => [`Done: ${description}`];
  const changed = await executeBy(
    output,
    engine,
    context,
    { flags, summary },
    confirming,
    (hook, guard, message) =>
      engine.executeTopology(context, request, planned, hook, guard, message),
  );
  tell();
  return { ...changed, ...outcome };
}

function nothing(flags: TopologyFlags): Omit<ChangeOutput, 'intent' | 'description'> {
  return {
    ...{ seq: null, dryRun: flags['dry-run'] },
    ...{ events: [], targets: [], changes: [], commands: [], processes: [], checks: [] },
    confirmUntil: null,
    message: null,
  };
}

/** @throws VpcctlError `SETTING_INVALID` */
function settingsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw inputError(
        'SETTING_INVALID',
        `${JSON.stringify(word)} is not NAME=VALUE`,
        'for example: --set tiers=3',
      );
    }),
  );
}
