import type { RouteAnswer, RouteAnswers, TrafficFacts } from '@vpcctl/sdk';
import { placeOf, wayPast } from './foreign-rules.js';
import { type End, type Hindrance, stopsPacket, vpcEnd } from './hindrance.js';
import { HARDENING, programOf } from './programs.js';
import { endsOf, type KnownVpc } from './questions.js';

/** What an error of the kernel means for a packet. */
const ERRORS: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'the kernel has no route for them, or an interface on the way does not forward',
  ENETUNREACH: 'the kernel has no route for them',
  EXDEV: 'the reverse-path filter of the kernel drops them: their source has another route',
  EINVAL: 'the kernel takes them for invalid: a blackhole route, or a source that is its own',
  EACCES: 'a route or rule of the kind prohibit drops them',
};

/** An interface that is not there is said elsewhere. */
const NO_LINK = 'ENODEV';

/**
 * Packets for which the kernel has another route than the VPC needs, or none. Pure.
 * @param found the hindrances that were found already: what they explain is not said again
 */
export function kernelAnswers(
  facts: TrafficFacts,
  vpcs: readonly KnownVpc[],
  found: readonly Hindrance[],
): Hindrance[] {
  return facts.answers.flatMap((answers) => {
    const { from, to } = endsOf(answers.question);
    const { source, destination } = answers.question;
    const packet = { from, to, source, destination };
    if (found.some((hindrance) => stopsPacket(hindrance, packet))) return [];
    const fault = faultOf(facts, vpcs, answers);
    const known = vpcs.find(({ vpc }) => [from, to].includes(vpcEnd(vpc.name)));
    return fault === null || known === undefined
      ? []
      : [{ vpcs: [known.vpc.name], stops: [{ from, to }], ...fault }];
  });
}

type Fault = Pick<Hindrance, 'says' | 'program' | 'fix' | 'rule'>;

function faultOf(
  facts: TrafficFacts,
  vpcs: readonly KnownVpc[],
  { question, there, back }: RouteAnswers,
): Fault | null {
  const { from, to } = endsOf(question);
  const words = `packets from ${inWords(from)} to ${inWords(to)}`;
  const vpcOf = (end: End) => vpcs.find(({ vpc }) => vpcEnd(vpc.name) === end);
  const [sender, receiver] = [vpcOf(from), vpcOf(to)];
  if (to === 'internet' && sender !== undefined) {
    return outside(facts, sender, words, there) ?? reply(facts, sender, back);
  }
  if (to === 'host' && sender !== undefined) {
    const arrives = !('error' in there) && there.type === 'local';
    return arrives ? null : elsewhere(facts, sender, words, there);
  }
  if (receiver === undefined || isAt(there, receiver)) return null;
  // Of VPCs with one CIDR, the host reaches one.
  if (from === 'host' && vpcs.some((each) => isAt(there, each))) return null;
  return elsewhere(facts, sender ?? receiver, words, there);
}

function isAt(answer: RouteAnswer, { vpc }: KnownVpc): boolean {
  return !('error' in answer) && answer.interface === vpc.bridge.name;
}

/** What it means that the kernel answers with an error. */
function refused(error: string, says: string, fix: string): Fault | null {
  if (error === NO_LINK) return null;
  return { says: `${says}: ${ERRORS[error] ?? error}`, program: null, fix };
}

/** The way to the internet, which has to be by the uplink where one is named. */
function outside(
  facts: TrafficFacts,
  { vpc }: KnownVpc,
  words: string,
  answer: RouteAnswer,
): Fault | null {
  if ('error' in answer) {
    const fix = 'give the host a default route, as by: ip route add default via GATEWAY';
    return refused(answer.error, `${words} do not leave`, fix);
  }
  const wanted = vpc.uplink?.interface ?? answer.interface;
  if (answer.type === 'unicast' && answer.interface === wanted) return null;
  const { interface: name, table } = answer;
  return {
    says: `${words} would leave by ${name ?? answer.type} (table ${table}), but its uplink is ${wanted}`,
    program: programOf({ table, interface: name, kind: kindOf(facts, name) }),
    fix: `give the host a default route by ${wanted} that its rules prefer, or: vpcctl set-uplink ${vpc.name} ${name ?? 'auto'}`,
  };
}

/** The way of replies from the internet, from the uplink into the VPC. */
function reply(facts: TrafficFacts, known: KnownVpc, answer: RouteAnswer | null): Fault | null {
  if (answer === null || isAt(answer, known)) return null;
  return elsewhere(facts, known, `replies from the internet to ${known.vpc.name}`, answer);
}

function elsewhere(
  facts: TrafficFacts,
  known: KnownVpc,
  words: string,
  answer: RouteAnswer,
): Fault | null {
  if ('error' in answer) {
    const fix =
      'look at what the kernel says: ip rule; ip route show table all; sysctl -a -r forwarding';
    return refused(answer.error, `${words} do not arrive`, fix);
  }
  const { interface: name, table, type, gateway } = answer;
  const route = { table, destination: '', type, interface: name, gateway, metric: 0 };
  const rule = facts.rules.find((each) => each.table === table);
  return {
    says: `${words} are sent ${rule === undefined ? `to ${name} (table ${table})` : placeOf({ rule, route })}`,
    program: programOf({ table, interface: name, kind: kindOf(facts, name) }),
    fix: wayPast(facts, known, rule?.priority ?? 1),
    ...(rule && { rule: rule.priority }),
  };
}

function kindOf({ links }: TrafficFacts, name: string | null): string | null {
  return links.find((link) => link.name === name)?.kind ?? null;
}

function inWords(end: End): string {
  return end === 'internet' || end === 'host' ? `the ${end}` : end.slice('vpc '.length);
}

const NO_PING = 'net.ipv4.icmp_echo_ignore_all';

/** A router that answers no ping, by which workloads look whether it is there. Pure. */
export function silence({ silent }: TrafficFacts, { vpc }: KnownVpc): Hindrance[] {
  if (!silent) return [];
  return [
    {
      vpcs: [vpc.name],
      says: `the host answers no ping, its VPCs' gateways neither: ${NO_PING} is 1`,
      stops: [],
      program: HARDENING,
      fix: `sysctl -w ${NO_PING}=0, and in /etc/sysctl.d`,
    },
  ];
}
