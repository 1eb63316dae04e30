import { daemonFile, type Invocation, type InvocationType, processOf } from '@vpcctl/sdk';
import { renderFlush } from '../conntrack/render.js';
import { renderLastingException } from '../foreign-firewall/lasting/render.js';
import { renderForeignFirewall } from '../foreign-firewall/render.js';
import { requireAlive } from '../proc/process-identity.js';
import { commandLine } from '../process/quote.js';
import { renderBatch, runBatch } from './batch.js';
import type { Host } from './host.js';
import { renderProgram, runProgram } from './program.js';

/** How invocations of one type are shown, and carried out. */
interface Executor<Type extends InvocationType> {
  /** Lines for people, which can be pasted into a root shell. Pure. */
  render(invocation: Invocation<Type>): string[];
  /**
   * @param signal stops it between two operations, where programs don't carry them out together
   * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_INTERRUPTED`, and the other errors of {@link Host}
   */
  run(invocation: Invocation<Type>, host: Host, signal?: AbortSignal): Promise<void>;
}

const EXECUTORS: { readonly [Type in InvocationType]: Executor<Type> } = {
  batch: { render: renderBatch, run: runBatch },
  attach: {
    render: renderProgram,
    async run(invocation, host, signal) {
      requireAlive(invocation.operations[0].process);
      const operator = (await host.openOperator?.()) ?? null;
      if (operator === null) return runProgram(invocation, host);
      const { runByNetlink } = await import('./netlink.js');
      await runByNetlink(invocation.operations, operator, { isForced: false, signal });
    },
  },
  nft: {
    render: renderProgram,
    async run(invocation, host) {
      const { args, input } = processOf(invocation);
      await host.nft(args, input ?? undefined);
    },
  },
  program: { render: renderProgram, run: runProgram },
  sysctl: {
    render: ({ operations }) =>
      operations.map(({ key, value }) => commandLine(['sysctl', '-w', `${key}=${value}`])),
    async run({ operations }, host) {
      for (const { key, value } of operations) host.writeSysctl(key, value);
    },
  },
  // What few changes need is loaded on demand: a foreign firewall, the connections, daemons.
  'foreign-firewall': {
    render: ({ operations }) => operations.flatMap(renderForeignFirewall),
    async run({ operations }, host) {
      const { applyForeignFirewall } = await import('../foreign-firewall/apply.js');
      await applyForeignFirewall(operations, host);
    },
  },
  'lasting-exception': {
    render: ({ operations: [operation] }) => renderLastingException(operation),
    async run({ operations: [operation] }, host) {
      const { applyLastingException } = await import('../foreign-firewall/lasting/apply.js');
      await applyLastingException(operation, host);
    },
  },
  'conntrack-flush': {
    render: ({ operations: [flush] }) => renderFlush(flush),
    async run({ operations: [flush] }, host) {
      const { flushConnections } = await import('../conntrack/flush.js');
      await flushConnections(flush, host);
    },
  },
  daemon: {
    render: ({ operations: [daemon] }) =>
      daemon.op === 'daemon.start'
        ? [commandLine([daemon.program, ...daemon.arguments])]
        : [`kill "$(cat ${daemonFile(daemon.name)})"`],
    async run({ operations: [daemon] }, host) {
      const { changeDaemon } = await import('../process/daemon.js');
      await changeDaemon(daemon, host);
    },
  },
};

/**
 * An invocation as lines for people, which can be pasted into a root shell. A batch of one line is
 * shown as the plain command. Pure.
 */
export function renderInvocation<Type extends InvocationType>(
  invocation: Invocation<Type>,
): string[] {
  return EXECUTORS[invocation.type].render(invocation);
}

/**
 * Carries out an invocation. A program that has begun is awaited; `signal` stops the others between
 * two operations.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_INTERRUPTED`, and the other errors of {@link Host}
 */
export async function runInvocation<Type extends InvocationType>(
  invocation: Invocation<Type>,
  host: Host,
  signal?: AbortSignal,
): Promise<void> {
  await EXECUTORS[invocation.type].run(invocation, host, signal);
}
