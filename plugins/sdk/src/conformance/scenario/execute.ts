import type { Lab } from '../../lab/index.js';
import type { Operation } from '../../operation/operation.js';
import { type Invocation, processOf } from '../../plan/invocation.js';
import { planInvocations } from '../../plan/plan.js';

/**
 * Carries out operations in a lab, in the order and in as many programs as vpcctl itself does.
 * @throws Error with the program's output, unless the failure is only that the object was gone
 * already
 */
export async function execute(operations: readonly Operation[], lab: Lab): Promise<void> {
  for (const stage of planInvocations(operations)) {
    await Promise.all(stage.map((invocation) => invoke(invocation, lab)));
  }
}

async function invoke(invocation: Invocation, lab: Lab): Promise<void> {
  if (invocation.type === 'sysctl') return write(invocation.operations, lab);
  const process = processOf(invocation);
  if (process === null) return;
  const { program, args, input } = process;
  // Through a pipe of the shell: nft cannot open the socket pair that Node makes of one.
  const result = await lab.run('sh', ['-c', 'cat | "$@"', 'sh', program, ...args], {
    input: input ?? '',
  });
  const mayHaveGone = args.includes('-force');
  if (result.exitCode === 0 || mayHaveGone) return;
  throw new Error(
    `${[program, ...args].join(' ')}: ${result.exitCode}\n${result.stderr}${result.stdout}\n${input}`,
  );
}

async function write(settings: readonly Operation<'sysctl.set'>[], lab: Lab): Promise<void> {
  const script = 'while [ $# -gt 0 ]; do echo "$2" > "/proc/sys/$1" || exit; shift 2; done';
  const words = settings.flatMap(({ key, value }) => [key, value]);
  const { exitCode, stderr } = await lab.run('sh', ['-c', script, 'sh', ...words]);
  if (exitCode !== 0) throw new Error(stderr);
}
