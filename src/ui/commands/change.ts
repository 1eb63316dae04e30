import { isVpcctlError } from '@vpcctl/sdk';
import type {
  ChangeOutput,
  CommandOutput,
  CommandRequest,
  ProcessOutput,
} from '@vpcctl/sdk/command';
import type {
  CommitHook,
  ConfirmGuard,
  EngineContext,
  Executed,
  Plan,
} from '../../engine/index.js';
import { noteRestart } from '../reading/read-state.js';
import { printableLine, rollbackNotice } from '../text/text.js';
import { type ConfirmOptions, readConfirmOptions } from './confirm-flags.js';
import { type Engine, logPlan, withEngine } from './with-engine.js';

/** What becomes of plans that a user is shown before the command is run. */
export interface Shown {
  /** Is told the plan of a dry run. */
  readonly planned?: (plan: Plan) => void;
  /** What the user has agreed to: an undo, redo or revert that comes out otherwise is refused. */
  readonly agreed?: Plan;
}

/** Hands a command's request to the engine, and prints the result. */
export function change(
  output: CommandOutput,
  request: CommandRequest,
  shown: Shown = {},
): Promise<ChangeOutput> {
  return withEngine(output, request.flags, async (engine, context) => {
    const options = {
      ...readConfirmOptions(engine, request.flags),
      message: engine.readMessage(request.flags.message),
    };
    let isDecided = false;
    const onDecided = () => {
      isDecided = true;
    };
    try {
      const work = request.flags['dry-run'] ? dryRun : execute;
      return await work(output, engine, context, request, { ...options, onDecided }, shown);
    } catch (error) {
      // Later on, an error of the same code is about something else: a check, for example.
      if (isDecided || !isVpcctlError(error) || !request.accepts?.includes(error.code)) throw error;
      output.log(`${error.message}: nothing to do`);
      return nothingDone(request, error.message);
    }
  });
}

/** Carries a request out by the engine's function for its kind. */
type Executor = (
  hook: CommitHook,
  guard: ConfirmGuard | undefined,
  message: string | undefined,
) => Promise<Executed>;

/** How a change is made. */
export interface ChangeOptions extends ConfirmOptions {
  /** Why, for the entry. */
  readonly message: string | undefined;
  /** Is called when the request is decided: what fails after that is no refusal of it. */
  readonly onDecided: () => void;
}

function execute(
  output: CommandOutput,
  engine: Engine,
  context: EngineContext,
  request: CommandRequest,
  options: ChangeOptions,
  { agreed }: Shown,
): Promise<ChangeOutput> {
  return executeBy(output, engine, context, request, options, (hook, guard, message) =>
    'time' in request
      ? engine.executeHistory(context, request.time, hook, guard, message, agreed)
      : engine.execute(context, request.type, request.input, hook, guard, message),
  );
}

/** Carries a change out with its checks and its confirmation, and prints the result. */
export async function executeBy(
  output: CommandOutput,
  engine: Engine,
  context: EngineContext,
  request: Pick<CommandRequest, 'flags' | 'summary'>,
  { checks, within, confirming, message, onDecided }: ChangeOptions,
  executor: Executor,
): Promise<ChangeOutput> {
  engine.checkMayChange();
  await noteRestart(output);
  engine.checkProbePrograms(checks);
  let processes: readonly ProcessOutput[] = [];
  const commitHook: CommitHook = (plan) => {
    onDecided();
    for (const check of checks) engine.resolveCheck(plan.stateAfter, check);
    processes = engine.findNamespaceProcesses(plan);
    return async () => {
      if (request.flags.kill) processes = await engine.endNamespaceProcesses(processes);
    };
  };
  const { root } = output.config;
  const watch = (seq: number, within: number) => engine.startWatchdog(context, root, seq, within);
  const confirmGuard = within === null ? undefined : { within, watch };
  const executed = await executor(commitHook, confirmGuard, message);
  const checked = await engine.runChecks(context, root, executed, checks, confirming);
  // The command knows the shape of the data, since it requested an intent of this type.
  const data = engine.mainData(executed.content) as never;
  const { events } = engine.summarizeContent(executed.content);
  for (const line of request.summary(data, executed.description, events)) output.log(line);
  logProcesses(output, processes);
  for (const { check } of checked) output.log(`Checked: ${check.text}`);
  const deadline = confirming ? null : (executed.unconfirmed?.deadline ?? null);
  if (deadline !== null) output.log(rollbackNotice(deadline));
  return changeOutput(engine, executed, {
    seq: executed.entry.seq,
    dryRun: false,
    processes: [...processes],
    checks: checked.map(({ check, answer }) => ({ check: check.text, answer })),
    confirmUntil: deadline,
  });
}

async function dryRun(
  output: CommandOutput,
  engine: Engine,
  context: EngineContext,
  request: CommandRequest,
  { checks, message, onDecided }: ChangeOptions,
  { planned: tell }: Shown,
): Promise<ChangeOutput> {
  const planned =
    'time' in request
      ? await engine.dryRunHistory(context, request.time, message)
      : await engine.dryRun(context, request.type, request.input, message);
  onDecided();
  tell?.(planned);
  for (const check of checks) engine.resolveCheck(planned.stateAfter, check);
  await logPlan(output, engine, planned);
  return plannedOutput(engine, planned, checks);
}

/** What a dry run gives to programs. */
export function plannedOutput(
  engine: Engine,
  planned: Plan,
  checks: ConfirmOptions['checks'],
): ChangeOutput {
  return changeOutput(engine, planned, {
    seq: null,
    dryRun: true,
    processes: [...engine.findNamespaceProcesses(planned)],
    checks: checks.map(({ text }) => ({ check: text, answer: null })),
    confirmUntil: null,
  });
}

function logProcesses(output: CommandOutput, processes: readonly ProcessOutput[]): void {
  if (processes.length === 0) return;
  const ended = processes.every((process) => process.ended);
  output.log(
    ended ? 'Ended the processes in it:' : 'Still running, without a network (--kill ends them):',
  );
  for (const { pid, command } of processes) output.log(`  ${pid}  ${printableLine(command)}`);
}

function changeOutput(
  engine: Engine,
  planned: Plan,
  rest: Pick<ChangeOutput, 'seq' | 'dryRun' | 'processes' | 'checks' | 'confirmUntil'>,
): ChangeOutput {
  return {
    seq: rest.seq,
    dryRun: rest.dryRun,
    ...engine.summarizeContent(planned.content),
    description: planned.description,
    changes: planned.changes.map(engine.summarizeChange),
    commands: engine.renderCommands(planned.commands),
    processes: rest.processes,
    checks: rest.checks,
    confirmUntil: rest.confirmUntil,
  };
}

/** The output of a command that had nothing to do. */
function nothingDone(request: CommandRequest, description: string): ChangeOutput {
  return {
    ...{ seq: null, dryRun: request.flags['dry-run'] ?? false, description, message: null },
    intent: 'time' in request ? request.time.type : request.type,
    ...{ events: [], targets: [], changes: [], commands: [], processes: [], checks: [] },
    confirmUntil: null,
  };
}
