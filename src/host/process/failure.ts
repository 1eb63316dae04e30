import { type ProcessDescription, VpcctlError } from '@vpcctl/sdk';
import { type FailedLine, failedLines } from './failure/batch.js';
import { namesMissingObject, refusedLine } from './failure/missing-object.js';
import { commandLine } from './quote.js';

/** What to do about an attached namespace that is gone, and that a change would build again. */
export const NAMESPACE_GONE_HINTS = [
  'attach a namespace that is there: vpcctl attach VPC SUBNET --netns NAME, or --pid PID',
  'undo and redo cannot bring back one that has gone: take its attach out (vpcctl history, vpcctl revert SEQ)',
];

/** A program that failed, and how it ended. */
export interface FailedProcess extends ProcessDescription {
  readonly stderr: string;
  /** Null where a signal ended it, or where it could not be started. */
  readonly exitCode: number | null;
  /** `exit code 2`, `SIGKILL`; shown where the program itself printed no message. */
  readonly ending: string;
}

/** The error for a program that failed, with what is known of the failure. */
export class ProgramFailure extends VpcctlError {
  constructor(
    message: string,
    code: string,
    hints: readonly string[],
    readonly failed: FailedProcess,
  ) {
    super(message, { code, category: 'host', hints });
  }
}

/**
 * Messages of the tools, and what helps. The first match counts; `kind` is the first group of
 * `doing`.
 */
const ADVICE: readonly { said: RegExp; doing?: RegExp; hints: (kind: string) => string[] }[] = [
  {
    said: /Operation not permitted|Permission denied|must be root/,
    hints: () => deniedHints(),
  },
  {
    said: /Unknown device type|Operation not supported/,
    doing: /^ip .*\btype (bridge|veth|ifb)\b(?!_)/,
    hints: moduleHints,
  },
  {
    said: /qdisc kind is unknown|No such file or directory/,
    doing: /^tc .*\b(tbf|htb|fq_codel|netem|ingress|clsact)\b/,
    hints: (kind) => moduleHints(`sch_${kind}`),
  },
  {
    said: /cache initialization failed|Operation not supported|Protocol not supported/,
    doing: /^(nft) /,
    hints: () => moduleHints('nf_tables'),
  },
  {
    said: /Could not process rule: No such file or directory/,
    doing: /^(nft) /,
    hints: () => [
      'a chain, set or table that the rule names is gone, or the kernel lacks a part of the packet filter',
      'modprobe -a nf_tables nft_ct nft_connlimit nft_nat nft_masq nft_chain_nat',
    ],
  },
  {
    said: /Invalid "netns" value/,
    doing: /^(ip) /,
    hints: () => NAMESPACE_GONE_HINTS,
  },
  {
    said: /File exists/,
    doing: /^(ip) /,
    hints: () => [
      'something of that name exists already, and vpcctl did not make it: rename or remove it',
    ],
  },
];

/** The code of a step whose input names an object of the packet filter that does not exist. */
export const OBJECT_MISSING = 'HOST_OBJECT_MISSING';

/**
 * The error for a program that failed: `HOST_STEP_FAILED`, or `HOST_OBJECT_MISSING`. Its message
 * has the command and the program's own message. The hints say what helps, where that is known.
 * Pure.
 * @param line the failed line of a batch that the message is about; the first one by default
 */
export function stepFailure(
  failed: FailedProcess,
  line: FailedLine | undefined = failedLines(failed)[0],
): ProgramFailure {
  const refused = refusedLine(failed);
  const doing =
    line?.command ??
    (refused === null
      ? commandLine([failed.program, ...failed.args])
      : `${failed.program} ${refused}`);
  const said = cleanStderr(line?.said ?? failed.stderr) || failed.ending;
  const code = namesMissingObject(failed) ? OBJECT_MISSING : 'HOST_STEP_FAILED';
  return new ProgramFailure(`${doing}: ${said}`, code, advice(doing, said), failed);
}

/** How to run the user's own command as root, or without root in a lab. */
export function rootHints(args: readonly string[] = process.argv.slice(2)): string[] {
  const own = commandLine(['vpcctl', ...args]);
  return [`sudo ${own}`, `vpcctl lab -- ${own}`];
}

/** What helps where permission is denied. Root lacks a capability then, as in a container. */
export function deniedHints(isRoot = process.geteuid?.() === 0): string[] {
  return isRoot
    ? ['root may not do that here: a container needs CAP_NET_ADMIN and CAP_SYS_ADMIN']
    : rootHints();
}

function advice(doing: string, said: string): string[] {
  for (const each of ADVICE) {
    const kind = each.doing === undefined ? [] : each.doing.exec(doing);
    if (kind !== null && each.said.test(said)) return each.hints(kind[1] ?? '');
  }
  return [];
}

function moduleHints(module: string): string[] {
  return [
    `the kernel lacks ${module}: modprobe ${module}`,
    'on Ubuntu, modules may be missing: apt install linux-modules-extra-$(uname -r)',
  ];
}

function cleanStderr(stderr: string): string {
  return stderr
    .replaceAll(/^internal:0:0-0: /gm, '')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
}
