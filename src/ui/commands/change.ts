import type { ChangeOutput, Outlet, ProcessOutput, Wish } from '@vpcctl/sdk/command';
import type { EngineParts } from '../../engine/context.js';
import type { Plan } from '../../engine/model/plan.js';
import type { Around } from '../../engine/run/execute.js';
import { awaiting } from '../text/local-time.js';
import { printableLine } from '../text/printable.js';
import { type Guarding, readGuarding } from './guard-flags.js';
import { type Engine, logPlan, withEngine } from './with-engine.js';

/** Hands a command's wish to the engine and prints what came of it. */
export function change(outlet: Outlet, wish: Wish): Promise<ChangeOutput> {
  return withEngine(outlet, wish.flags, (engine, parts) => {
    const guarding = readGuarding(engine, wish.flags);
    return wish.flags['dry-run']
      ? rehearse(outlet, engine, parts, wish, guarding)
      : execute(outlet, engine, parts, wish, guarding);
  });
}

async function execute(
  outlet: Outlet,
  engine: Engine,
  parts: EngineParts,
  wish: Wish,
  { checks, within, confirming }: Guarding,
): Promise<ChangeOutput> {
  engine.checkMayChange();
  engine.checkProbePrograms(checks);
  let processes: readonly ProcessOutput[] = [];
  const around: Around = ({ changes, stateAfter }) => {
    for (const check of checks) engine.resolveCheck(stateAfter, check);
    processes = engine.findTenants(changes);
    return async () => {
      if (wish.flags.kill) processes = await engine.endTenants(processes);
    };
  };
  const watch = (seq: number) => engine.startWatching(parts, outlet.config.root, seq);
  const guard = within === null ? undefined : { within, watch };
  const executed =
    'time' in wish
      ? await engine.executeTime(parts, wish.time, around, guard)
      : await engine.execute(parts, wish.type, wish.input, around, guard);
  const checked = await engine.verify(parts, executed, checks, confirming);
  // The data is what the intent of this type records; the command that wished for it knows its shape.
  for (const line of wish.summary(executed.data as never, executed.description)) outlet.log(line);
  logProcesses(outlet, processes);
  for (const { check } of checked) outlet.log(`Checked: ${check.text}`);
  const deadline = confirming ? null : ((await engine.findAwaited(parts))?.deadline ?? null);
  if (deadline !== null) outlet.log(awaiting(deadline));
  return output(engine, executed, {
    seq: executed.entry.seq,
    processes: [...processes],
    checks: checked.map(({ check, answer }) => ({ check: check.text, answer })),
    confirmUntil: deadline,
  });
}

async function rehearse(
  outlet: Outlet,
  engine: Engine,
  parts: EngineParts,
  wish: Wish,
  { checks }: Guarding,
): Promise<ChangeOutput> {
  const planned =
    'time' in wish
      ? await engine.rehearseTime(parts, wish.time)
      : await engine.rehearse(parts, wish.type, wish.input);
  for (const check of checks) engine.resolveCheck(planned.stateAfter, check);
  await logPlan(outlet, engine, planned);
  return output(engine, planned, {
    seq: null,
    processes: [...engine.findTenants(planned.changes)],
    checks: checks.map(({ text }) => ({ check: text, answer: null })),
    confirmUntil: null,
  });
}

function logProcesses(outlet: Outlet, processes: readonly ProcessOutput[]): void {
  if (processes.length === 0) return;
  const ended = processes.every((process) => process.ended);
  outlet.log(
    ended
      ? 'Ended the processes that lived there:'
      : 'Still running, without a network (--kill ends them, too):',
  );
  for (const { pid, command } of processes) outlet.log(`  ${pid}  ${printableLine(command)}`);
}

function output(
  engine: Engine,
  planned: Plan,
  rest: Pick<ChangeOutput, 'seq' | 'processes' | 'checks' | 'confirmUntil'>,
): ChangeOutput {
  return {
    seq: rest.seq,
    dryRun: rest.seq === null,
    intent: planned.type,
    description: planned.description,
    data: planned.data,
    changes: planned.changes.map(engine.summarizeChange),
    commands: engine.renderCommands(planned.commands),
    processes: rest.processes,
    checks: rest.checks,
    confirmUntil: rest.confirmUntil,
  };
}
