import { type ProgramInvocation, processOf } from '@vpcctl/sdk';
import { commandLine } from '../process/quote.js';
import type { Host } from './host.js';

/** Starts the program of an invocation, and waits for its end. */
export async function runProgram(invocation: ProgramInvocation, host: Host): Promise<void> {
  const { program, args, input } = processOf(invocation);
  await host.run(program, args, input ?? undefined);
}

/** The program of an invocation with its input, as lines for a shell. */
export function renderProgram(invocation: ProgramInvocation): string[] {
  const { program, args, input } = processOf(invocation);
  const line = commandLine([program, ...args]);
  if (input === null) return [line];
  const lines = input.replace(/\n$/, '').split('\n');
  const end = delimiter(lines);
  // The delimiter is quoted, so that the shell expands nothing in the text.
  return [`${line} <<'${end}'`, ...lines, end];
}

function delimiter(lines: readonly string[]): string {
  let end = 'EOF';
  while (lines.includes(end)) end += '_';
  return end;
}
