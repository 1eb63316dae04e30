import { didYouMean } from '@vpcctl/sdk';

/** Flags of other tools, and how it is written here; the first that the command has is named. */
const ELSEWHERE: readonly (readonly [flags: string, meant: readonly string[]])[] = [
  ['limit last max lines tail l c', ['--count']],
  ['uplink iface nic dev i', ['--interface']],
  ['public', ['--type public']],
  ['private', ['--type private']],
  ['dry plan what-if simulate noop check-only n', ['--dry-run']],
  ['bandwidth bw speed', ['--rate']],
  ['bind address addr', ['--listen', '--ip']],
  ['address addr', ['--ip']],
  ['ingress egress in out', ['--direction']],
  ['verbose debug v d', ['--explain', '--log-level debug']],
  ['output format o', ['--json']],
  ['timeout confirm wait', ['--confirm-within']],
  ['from after', ['--since', '--good']],
  ['before', ['--at', '--bad']],
  ['container process', ['--pid']],
  ['namespace ns', ['--netns']],
  ['protocol proto', ['--port 53/udp']],
  ['force f', ['--kill']],
];

/** Flags for questions: vpcctl asks one only where `--all` deletes. */
const NO_QUESTIONS = ['yes', 'y', 'force', 'f', 'no-prompt', 'assume-yes', 'auto-approve'];

/**
 * What to write in place of an unknown flag, as a hint; null where nothing comes to mind. Pure.
 * @param given the flag as it was typed: `--public`, `-i`
 * @param flags the flags of the command, without dashes
 * @param args the names of its arguments
 */
export function meantFlag(
  given: string,
  flags: readonly string[],
  args: readonly string[],
): string | null {
  const name = given.replace(/^-+/, '').replace(/=.*$/, '').toLowerCase();
  const meant = ELSEWHERE.filter(([each]) => each.split(' ').includes(name))
    .flatMap(([, options]) => options)
    .find((option) => flags.includes(option.replace(/^--/, '').replace(/ .*$/, '')));
  if (meant !== undefined) return `did you mean ${meant}?`;
  if (NO_QUESTIONS.includes(name)) {
    return `leave ${given} out: vpcctl asks nothing here, and vpcctl undo takes a change back`;
  }
  const near = name.length < 2 ? null : didYouMean(name, flags);
  if (near !== null) return `did you mean --${near}?`;
  const arg = args.find((each) => each === name);
  return arg === undefined
    ? null
    : `leave ${given} out: ${arg.toUpperCase()} is written without a flag`;
}
