import {
  type DaemonChange,
  daemonFile,
  type Invocation,
  namespaceOption,
  processOf,
} from '@vpcctl/sdk';
import { renderFlush } from './conntrack/render.js';
import { renderForeignFirewall } from './foreign-firewall/render.js';
import { commandLine } from './process/quote.js';

/**
 * An invocation as lines for people, which can be pasted into a root shell. A batch of one line is
 * shown as the plain command.
 */
export function renderInvocation(invocation: Invocation): string[] {
  if (invocation.type === 'sysctl') {
    return invocation.commands.map(({ key, value }) =>
      commandLine(['sysctl', '-w', `${key}=${value}`]),
    );
  }
  if (invocation.type === 'batch' && invocation.commands.length === 1) {
    const words = invocation.commands.flatMap((line) => line.words);
    return [commandLine([invocation.program, ...namespaceOption(invocation.namespace), ...words])];
  }
  if (invocation.type === 'foreign-firewall') {
    return invocation.commands.flatMap(renderForeignFirewall);
  }
  if (invocation.type === 'conntrack-flush') return invocation.commands.flatMap(renderFlush);
  if (invocation.type === 'daemon') return renderDaemon(invocation.commands[0]);
  const process = processOf(invocation);
  return process === null ? [] : renderProcess(process.program, process.args, process.input);
}

function renderProcess(program: string, args: readonly string[], input: string | null): string[] {
  const line = commandLine([program, ...args]);
  if (input === null) return [line];
  const lines = input.replace(/\n$/, '').split('\n');
  const end = delimiter(lines);
  // The delimiter is quoted, so that the shell expands nothing in the text.
  return [`${line} <<'${end}'`, ...lines, end];
}

function renderDaemon(change: DaemonChange): string[] {
  if (change.action === 'start') return [commandLine([change.program, ...change.arguments])];
  return [`kill "$(cat ${daemonFile(change.name)})"`];
}

function delimiter(lines: readonly string[]): string {
  let end = 'EOF';
  while (lines.includes(end)) end += '_';
  return end;
}
