import type {
  BatchLine,
  ConntrackFlush,
  DaemonChange,
  ForeignFirewallChange,
  HostCommand,
  NftObjects,
  Phase,
  ProgramRun,
  SysctlWrite,
} from '../contract/driver.js';

/**
 * Lines for one `ip -batch -`, `bridge -batch -` or `tc -batch -`, in one namespace (null: the
 * host's own).
 */
export interface BatchInvocation {
  readonly type: 'batch';
  readonly phase: Phase;
  readonly program: BatchLine['program'];
  readonly namespace: string | null;
  readonly commands: readonly BatchLine[];
}

/** One transaction of `nft -j -f -`. */
export interface NftInvocation {
  readonly type: 'nft';
  readonly phase: Phase;
  readonly commands: readonly NftObjects[];
}

/** Values to write under `/proc/sys`, in order. It starts no program. */
export interface SysctlInvocation {
  readonly type: 'sysctl';
  readonly phase: Phase;
  readonly commands: readonly SysctlWrite[];
}

/** A run of any other program. */
export interface ProgramInvocation {
  readonly type: 'program';
  readonly phase: Phase;
  readonly commands: readonly [ProgramRun];
}

/**
 * Exceptions in one table of a foreign firewall: one program reads the table, another writes it.
 */
export interface ForeignFirewallInvocation {
  readonly type: 'foreign-firewall';
  readonly phase: Phase;
  readonly commands: readonly ForeignFirewallChange[];
}

/** A conntrack flush: one program reads the connections, another ends those that have to end. */
export interface ConntrackInvocation {
  readonly type: 'conntrack-flush';
  readonly phase: Phase;
  readonly commands: readonly [ConntrackFlush];
}

/** A daemon to be started or stopped. */
export interface DaemonInvocation {
  readonly type: 'daemon';
  readonly phase: Phase;
  readonly commands: readonly [DaemonChange];
}

/**
 * One step of a run with the host commands it carries out. It starts at most one program;
 * exceptions and conntrack flushes start two.
 */
export type Invocation =
  | BatchInvocation
  | NftInvocation
  | SysctlInvocation
  | ProgramInvocation
  | ForeignFirewallInvocation
  | ConntrackInvocation
  | DaemonInvocation;

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
export function processOf(invocation: Invocation): ProcessDescription | null {
  switch (invocation.type) {
    case 'batch':
      return {
        program: invocation.program,
        args: [...namespaceOption(invocation.namespace), ...force(invocation), '-batch', '-'],
        input: invocation.commands.map((line) => `${line.words.join(' ')}\n`).join(''),
      };
    case 'nft':
      return { program: 'nft', args: ['-j', '-f', '-'], input: nftInput(invocation.commands) };
    case 'program': {
      const [command] = invocation.commands;
      return { program: command.program, args: command.arguments, input: command.input };
    }
    case 'sysctl':
    case 'foreign-firewall':
    case 'conntrack-flush':
    case 'daemon':
      return null;
  }
}

/** The option `-n NAME`, which `ip` and `tc` have; nothing for the host's own namespace. Pure. */
export function namespaceOption(namespace: string | null): string[] {
  return namespace === null ? [] : ['-n', namespace];
}

/** The namespace that a host command works in; null is the host's own. Pure. */
export function namespaceOf(command: HostCommand): string | null {
  return command.type === 'batch' ? command.namespace : null;
}

/** Parts of what is deleted may be gone already. `-force` runs the lines after one that failed. */
function force({ phase }: BatchInvocation): string[] {
  return phase === 'detach' || phase === 'cleanup' ? ['-force'] : [];
}

/** One object a line, since people read transactions, too. */
function nftInput(commands: readonly NftObjects[]): string {
  const objects = commands.flatMap((command) => command.objects);
  return `{"nftables":[\n${objects.map((object) => JSON.stringify(object)).join(',\n')}\n]}\n`;
}
