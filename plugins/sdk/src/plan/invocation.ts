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

/** Lines for one `ip -batch -`, `bridge -batch -` or `tc -batch -`, in one namespace (null: the host's own). */
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

/** Values written under `/proc/sys`, in order. Starts no program. */
export interface SysctlInvocation {
  readonly type: 'sysctl';
  readonly phase: Phase;
  readonly commands: readonly SysctlWrite[];
}

/** Any other program. */
export interface ProgramInvocation {
  readonly type: 'program';
  readonly phase: Phase;
  readonly commands: readonly [ProgramRun];
}

/** Passages through one table: read with one program, and written with one. */
export interface ForeignFirewallInvocation {
  readonly type: 'foreign-firewall';
  readonly phase: Phase;
  readonly commands: readonly ForeignFirewallChange[];
}

/** Connections that are read with one program, and ended with one where there are some to end. */
export interface ConntrackInvocation {
  readonly type: 'conntrack-flush';
  readonly phase: Phase;
  readonly commands: readonly [ConntrackFlush];
}

/** A program that stays, started or ended. */
export interface DaemonInvocation {
  readonly type: 'daemon';
  readonly phase: Phase;
  readonly commands: readonly [DaemonChange];
}

/** What is done in one go: at most one program (of passages and connections: two), and the host commands that it carries. */
export type Invocation =
  | BatchInvocation
  | NftInvocation
  | SysctlInvocation
  | ProgramInvocation
  | ForeignFirewallInvocation
  | ConntrackInvocation
  | DaemonInvocation;

/** A program as it is started: its arguments, and what it reads on standard input. */
export interface ProcessDescription {
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads on standard input; null: nothing. */
  readonly input: string | null;
}

/**
 * The program that an invocation starts; null for sysctls, which are written without one, for passages and
 * connections, whose programs depend on what the first of them finds, and for daemons, which stay.
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

/** `-n NAME`, which `ip` and `tc` both know, or nothing for the host's own namespace. */
export function namespaceOption(namespace: string | null): string[] {
  return namespace === null ? [] : ['-n', namespace];
}

/** The namespace that a host command works in; null is the host's own. */
export function namespaceOf(command: HostCommand): string | null {
  return command.type === 'batch' ? command.namespace : null;
}

/** What goes may be gone already, in part: the lines behind such a one are run all the same. */
function force({ phase }: BatchInvocation): string[] {
  return phase === 'detach' || phase === 'cleanup' ? ['-force'] : [];
}

/** One object a line: a transaction is read by people too. */
function nftInput(commands: readonly NftObjects[]): string {
  const objects = commands.flatMap((command) => command.objects);
  return `{"nftables":[\n${objects.map((object) => JSON.stringify(object)).join(',\n')}\n]}\n`;
}
