import { inputError } from '@vpcctl/sdk';
import type { ChangeOutput, CommandOutput, ConfirmFlags, EngineFlags } from '@vpcctl/sdk/command';
import type { EngineContext, TopologyPlan, TopologyRequest } from '../../engine/index.js';
import type { TopologyOutput } from '../../schemas/topology.js';
import { readTopologyFiles } from '../files/topology.js';
import { countItems, renderItems } from '../views/topology.js';
import { askForYes } from './ask.js';
import { executeBy, plannedOutput } from './change.js';
import { type ConfirmOptions, readConfirmOptions } from './confirm-flags.js';
import { type Engine, logPlan, withEngine } from './with-engine.js';

/** The flags of `apply`, `plan` and `destroy`, as oclif parses them. */
export interface TopologyFlags extends EngineFlags, ConfirmFlags {
  readonly file?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly kill?: boolean;
  readonly 'detailed-exitcode'?: boolean;
}

/** A topology that was read, and the way from its parts to places in its files. */
export interface TopologySource extends Pick<TopologyRequest, 'document' | 'name' | 'label'> {
  /** An error of the engine, with the places in the files where it has them. */
  located(error: unknown): unknown;
}

/** Exit code of `--detailed-exitcode` where something would change, or was changed. */
const CHANGES = 2;

/**
 * Reads the files of `--file`.
 * @throws VpcctlError `TOPOLOGY_INVALID` with each place; `SETTING_INVALID`
 */
export async function readSource(
  flags: Pick<TopologyFlags, 'file' | 'set'>,
): Promise<TopologySource> {
  const files = flags.file ?? [];
  const { expanded, refused } = await readTopologyFiles(files, settingsOf(flags.set ?? []));
  const { name, document } = expanded;
  const label = name ?? files.map((file) => (file === '-' ? 'standard input' : file)).join(', ');
  const { TopologyRefused } = await import('../../engine/index.js');
  return {
    ...{ document, name, label: label.replaceAll(/\p{Cc}/gu, '\ufffd') },
    located: (error) =>
      error instanceof TopologyRefused
        ? refused(
            error.issues.map(({ path, message, hints = [] }) => ({
              path,
              message,
              ...(hints[0] !== undefined && { hint: hints[0] }),
            })),
          )
        : error,
  };
}

/** Plans a topology, shows the plan, asks, and carries it out as one change. */
export function changeTopology(
  output: CommandOutput,
  action: TopologyRequest['action'],
  source: TopologySource,
  flags: TopologyFlags,
): Promise<TopologyOutput> {
  const { document, name, label } = source;
  const request = { action, document, name, label, prune: flags.prune ?? false };
  return withEngine(output, flags, async (engine, context) => {
    const confirming = readConfirmOptions(engine, flags);
    try {
      const planned = await engine.dryRunTopology(context, request);
      return await carryOut(output, engine, context, request, planned, flags, confirming);
    } catch (error) {
      throw source.located(error);
    }
  });
}

async function carryOut(
  output: CommandOutput,
  engine: Engine,
  context: EngineContext,
  request: TopologyRequest,
  { plan, items, notes }: TopologyPlan,
  flags: TopologyFlags,
  confirming: ConfirmOptions,
): Promise<TopologyOutput> {
  const outcome = { items: [...items], notes: [...notes] };
  for (const line of renderItems(outcome)) output.log(line);
  if (plan === null) {
    output.log(`Nothing to do: everything is as ${request.label} says.`);
    return { ...nothing(flags, request), ...outcome };
  }
  if (flags['detailed-exitcode']) process.exitCode = CHANGES;
  if (flags['dry-run']) {
    for (const check of confirming.checks) engine.resolveCheck(plan.stateAfter, check);
    output.log('');
    await logPlan(output, engine, plan);
    return { ...plannedOutput(engine, plan, confirming.checks), ...outcome };
  }
  engine.checkMayChange();
  if (!flags.yes) await askForYes(`${countItems(outcome.items)}. Go on?`);
  const summary = (_: never, description: string) => [`Done: ${description}`];
  const changed = await executeBy(
    output,
    engine,
    context,
    { flags, summary },
    confirming,
    (hook, guard) => engine.executeTopology(context, request, plan, hook, guard),
  );
  return { ...changed, ...outcome };
}

function nothing(flags: TopologyFlags, { action, label }: TopologyRequest): ChangeOutput {
  return {
    ...{ seq: null, dryRun: flags['dry-run'], intent: 'topology.apply' },
    description: `${action} ${label}`,
    ...{ events: [], targets: [], changes: [], commands: [], processes: [], checks: [] },
    confirmUntil: null,
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
