import { didYouMean } from '@vpcctl/sdk';

/** Words of other tools, and the command that does it here. */
const ELSEWHERE: readonly (readonly [words: string, command: string])[] = [
  ['ls ll ps get vpcs networks', 'list'],
  ['describe info inspect cat view details', 'show VPC'],
  ['rm remove del delete', 'delete-vpc'],
  ['create new mk make init vpc network', 'create-vpc'],
  ['add subnet', 'add-subnet'],
  ['run launch instance container', 'add-instance'],
  ['sh bash ssh enter console login', 'shell VPC SUBNET'],
  ['log logs events journal-log reflog', 'history'],
  ['firewall policy policies acl sg security-group allow deny rule rules', 'apply-firewall'],
  ['ping trace traceroute test check nc explain why', 'reach FROM TO'],
  ['rollback revoke back', 'undo'],
  ['restore sync reconcile refresh start reload', 'replay'],
  ['up deploy', 'apply -f FILE'],
  ['down teardown', 'destroy'],
  ['validate lint preview', 'plan -f FILE'],
  ['fix heal', 'repair'],
  ['watch monitor guard daemon', 'repair --watch'],
  ['drift health doctor state', 'status'],
  ['nat dnat expose publish port port-forward open', 'forward'],
  ['unexpose unpublish close', 'unforward'],
  ['limit qos tc bandwidth throttle netem', 'shape'],
  ['connect link join peering', 'peer'],
  ['disconnect unlink', 'unpeer'],
  ['verify fsck', 'journal verify'],
  ['backup save dump', 'journal export'],
  ['import load', 'journal import'],
  ['install plugin', 'plugins install'],
  ['uninstall', 'plugins uninstall'],
  ['driver', 'backend show'],
  ['enable', 'boot enable'],
  ['disable', 'boot disable'],
  ['tutorial demo learn intro', 'help tutorial'],
  ['sandbox try', 'lab'],
  ['complete completions autocomplete', 'completion bash'],
  ['man manual usage', 'help'],
  ['version -v -V', '--version'],
  ['commit accept keep', 'confirm'],
  ['blame when', 'bisect'],
];

/** What `vpcctl add` is about where the second word is of these. */
const THINGS: Readonly<Record<string, string>> = {
  vpc: 'vpc',
  subnet: 'subnet',
  instance: 'instance',
  firewall: 'firewall',
  policy: 'firewall',
};
const CREATING = ['create', 'add', 'new', 'mk', 'make'];
const DELETING = ['delete', 'rm', 'remove', 'del', 'destroy'];

/**
 * The command that was probably meant, with its arguments where they tell something; or null. Pure.
 * @param words the words that name no command
 * @param known the names of all commands
 */
export function meantCommand(words: readonly string[], known: readonly string[]): string | null {
  const [first = '', second = ''] = words.map((word) => word.toLowerCase());
  const pair = pairOf(first, second) ?? pairOf(second, first);
  if (pair !== null && known.includes(pair)) return pair;
  const joined = [`${first}-${second}`, `${second}-${first}`].find((name) => known.includes(name));
  if (joined !== undefined) return joined;
  // `vpc list` is `list`.
  if (Object.hasOwn(THINGS, first) && known.includes(second)) return second;
  const elsewhere = ELSEWHERE.find(([each]) => each.split(' ').includes(first))?.[1];
  if (elsewhere !== undefined) return elsewhere;
  const longer = first.length < 3 ? undefined : known.find((name) => name.startsWith(first));
  return longer ?? didYouMean(first, known);
}

/** `delete subnet` is `delete-subnet`, and `new vpc` is `create-vpc`. */
function pairOf(verb: string, noun: string): string | null {
  const thing = Object.hasOwn(THINGS, noun) ? THINGS[noun] : undefined;
  if (thing === undefined) return null;
  if (DELETING.includes(verb)) return thing === 'firewall' ? 'clear-firewall' : `delete-${thing}`;
  if (!CREATING.includes(verb)) return null;
  if (thing === 'firewall') return 'apply-firewall';
  return thing === 'vpc' ? 'create-vpc' : `add-${thing}`;
}
