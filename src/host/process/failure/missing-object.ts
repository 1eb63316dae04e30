import type { ProcessDescription } from '@vpcctl/sdk';

/** What nft says where a rule, an element, a chain, a set or a table does not exist (1.0.6). */
const NFT = /Error: (Could not process rule: )?No such file or directory/;

/** What arptables says of a missing rule, or a missing chain (0.0.5). */
const ARPTABLES = /Bad rule \(does a matching rule exist|No chain\/target\/match by that name/;

/** What iptables and arptables say where a rule jumps to a missing chain of ours. */
const JUMP = /Couldn't (find|load) target `VPCCTL-|goto 'VPCCTL-\S+' is not a chain/;

/** The lines that need a chain, or a rule. `iptables-legacy-restore` gives no reason (1.8.9). */
const NEEDY_LINE = /^-[DFI] /;

/**
 * Whether a program of a packet filter failed since its input names an object that does not exist:
 * another program flushed the rules, for example. Pure. The kernel says the same where it lacks a
 * module.
 */
export function namesMissingObject(
  failed: ProcessDescription & { readonly stderr: string },
): boolean {
  const { program, args, stderr } = failed;
  switch (program) {
    case 'nft':
      return args.includes('-f') && NFT.test(stderr);
    case 'arptables-legacy':
      return JUMP.test(stderr) || ARPTABLES.test(stderr);
    case 'iptables-legacy-restore':
      return JUMP.test(stderr) || NEEDY_LINE.test(refusedLine(failed) ?? '');
    default:
      return false;
  }
}

/** The line of its input that `iptables-legacy-restore` refused; null where it names none. Pure. */
export function refusedLine({
  program,
  input,
  stderr,
}: ProcessDescription & { readonly stderr: string }): string | null {
  if (program !== 'iptables-legacy-restore') return null;
  const [, number] = /(?:: line |occurred at line: )(\d+)/.exec(stderr) ?? [];
  return input?.split('\n')[Number(number) - 1] ?? null;
}
