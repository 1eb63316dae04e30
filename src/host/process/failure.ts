import { type ProcessDescription, VpcctlError } from '@vpcctl/sdk';
import { GONE_HINTS } from '../proc/process-identity.js';
import { failedLines, isGone } from './batch-failure.js';
import { commandLine } from './quote.js';

/** How a program ended that did not succeed. */
export interface FailedProcess extends ProcessDescription {
  readonly stderr: string;
  /** `exit code 2`, `SIGKILL`; said where the program itself said nothing. */
  readonly ending: string;
}

/** What the tools say, and what helps; the first that matches. `%1` is the first group's text. */
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
      'a chain, set or table that the rule speaks of is gone, or the kernel lacks a part of the packet filter',
      'modprobe -a nf_tables nft_ct nft_nat nft_masq nft_chain_nat',
    ],
  },
  {
    said: /Invalid "netns" value/,
    doing: /^(ip) /,
    hints: () => GONE_HINTS,
  },
  {
    said: /File exists/,
    doing: /^(ip) /,
    hints: () => [
      'something of that name stands already that vpcctl did not make: rename or remove it',
    ],
  },
];

/**
 * The error for a program that failed: `HOST_STEP_FAILED` with what was being done, what the program said, and
 * what helps where that is known. Of a batch, the first line that failed is named. Pure.
 */
export function stepFailure(failed: FailedProcess): VpcctlError {
  const lines = failedLines(failed);
  const line = lines.find(({ command, said }) => !isGone(command, said)) ?? lines[0];
  const doing = line?.command ?? commandLine([failed.program, ...failed.args]);
  const said = cleanStderr(line?.said ?? failed.stderr) || failed.ending;
  return new VpcctlError(`${doing}: ${said}`, {
    code: 'HOST_STEP_FAILED',
    category: 'host',
    hints: advice(doing, said),
  });
}

/** How to do it as root, or without in a throwaway virtual host, with the user's own words. */
export function rootHints(args: readonly string[] = process.argv.slice(2)): string[] {
  const own = commandLine(['vpcctl', ...args]);
  return [`sudo ${own}`, `vpcctl lab -- ${own}`];
}

/** What helps whoever may not do something. Root lacks a capability, as in a container. */
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
