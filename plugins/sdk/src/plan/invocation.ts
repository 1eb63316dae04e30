import { lineOf } from '../line/line.js';
import type { Line } from '../line/table.js';
import type {
  DaemonOperation,
  ExceptionOperation,
  LastingExceptionOperation,
  LineOperation,
  Operation,
} from '../operation/operation.js';
import type { Phase } from '../operation/phase.js';

/** Lines for one `ip -batch -`, `bridge -batch -` or `tc -batch -`. */
interface Batch {
  readonly program: Line['program'];
  /** The namespace of all of them; null is the host's own. */
  readonly namespace: string | null;
  readonly operations: readonly LineOperation[];
}

/** What an invocation carries out, by its type. */
interface InvocationFields {
  batch: Batch;
  /** One `ip netns attach`, which waits for no other line. */
  attach: { readonly operations: readonly [Operation<'namespace.attach'>] };
  /** One transaction of `nft -j -f -`. */
  nft: { readonly operations: readonly Operation<'nft.transaction'>[] };
  /** Values to write under `/proc/sys`, in order. It starts no program. */
  sysctl: { readonly operations: readonly Operation<'sysctl.set'>[] };
  /** A run of any other program. */
  program: { readonly operations: readonly [Operation<'program.run'>] };
  /**
   * Exceptions in one table of a foreign firewall: one program reads the table, another writes it.
   */
  'foreign-firewall': { readonly operations: readonly ExceptionOperation[] };
  /** Files of a firewall program; no program is needed for them. */
  'lasting-exception': { readonly operations: readonly [LastingExceptionOperation] };
  /** A conntrack flush: one program reads the connections, another ends those that have to end. */
  'conntrack-flush': { readonly operations: readonly [Operation<'conntrack.flush'>] };
  /** A daemon to be started or stopped. */
  daemon: { readonly operations: readonly [DaemonOperation] };
}

/** The ways in which operations are carried out. */
export type InvocationType = keyof InvocationFields;

/**
 * One step of a run with the operations that it carries out. It starts at most one program;
 * exceptions and conntrack flushes start two.
 */
export type Invocation<Type extends InvocationType = InvocationType> = {
  [T in Type]: { readonly type: T; readonly phase: Phase } & InvocationFields[T];
}[Type];

/** An invocation that starts one program, whose input and arguments are known beforehand. */
export type ProgramInvocation = Invocation<'batch' | 'attach' | 'nft' | 'program'>;

/** A program to be started, with its arguments and its standard input. */
export interface ProcessDescription {
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads on standard input; null: nothing. */
  readonly input: string | null;
}

/**
 * The program that an invocation starts. Null for sysctls, which need none; for exceptions and
 * conntrack flushes, whose second program depends on the output of the first; and for daemons,
 * which keep running. Pure.
 */
export function processOf(invocation: ProgramInvocation): ProcessDescription;
export function processOf(invocation: Invocation): ProcessDescription | null;
export function processOf(invocation: Invocation): ProcessDescription | null {
  switch (invocation.type) {
    case 'batch':
      return {
        program: invocation.program,
        args: [...namespaceOption(invocation.namespace), ...force(invocation), '-batch', '-'],
        input: invocation.operations.map((each) => `${lineOf(each).words.join(' ')}\n`).join(''),
      };
    case 'attach': {
      const { program, words } = lineOf(invocation.operations[0]);
      return { program, args: words, input: null };
    }
    case 'nft':
      return { program: 'nft', args: ['-j', '-f', '-'], input: nftInput(invocation) };
    case 'program': {
      const [run] = invocation.operations;
      return { program: run.program, args: run.arguments, input: run.input };
    }
    case 'sysctl':
    case 'foreign-firewall':
    case 'lasting-exception':
    case 'conntrack-flush':
    case 'daemon':
      return null;
  }
}

/** The option `-n NAME`, which `ip` and `tc` have; nothing for the host's own namespace. Pure. */
export function namespaceOption(namespace: string | null): string[] {
  return namespace === null ? [] : ['-n', namespace];
}

/** Parts of what is deleted may be gone already. `-force` runs the lines after one that failed. */
function force({ phase }: Invocation): string[] {
  return phase === 'detach' || phase === 'cleanup' ? ['-force'] : [];
}

/** One object a line, since people read transactions, too. */
function nftInput({ operations }: Invocation<'nft'>): string {
  const objects = operations.flatMap((operation) => operation.objects);
  return `{"nftables":[\n${objects.map((object) => JSON.stringify(object)).join(',\n')}\n]}\n`;
}
