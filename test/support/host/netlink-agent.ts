/** The part of the agent that speaks netlink, in this process. It runs in labs only. */
import { openSync, readFileSync, readlinkSync } from 'node:fs';
import * as netlink from '../../../src/host/netlink/index.js';
import { within } from '../../../src/host/netlink/within.js';
import { refuseOutsideLabs } from '../lab/only-in-labs.js';

/** A request by the name of its builder. `@link:NAME` and `@netns:NAME` stand for numbers. */
export type Step = readonly [builder: string, argument: object];

const READS = ['links', 'addresses', 'routes', 'rules', 'neighbours', 'forwardingEntries'] as const;

export type NetlinkQuestion = { do: 'netlink' } & (
  | { ask: 'run'; namespace: string | null; steps: readonly Step[] }
  | { ask: 'batch'; namespace: string | null; steps: readonly Step[] }
  | { ask: (typeof READS)[number] | 'qdiscs'; namespace: string | null }
  | { ask: 'filters' | 'flushNeighbours'; link: string }
  /** The links of the host, but for ports of bridges with such an alias. */
  | { ask: 'linksBut'; prefix: string }
  | { ask: 'connections'; mark: number | null }
  | { ask: 'createNamespace' | 'deleteNamespace'; name: string }
  | { ask: 'attachNamespace'; name: string; pid: number }
  | { ask: 'sysctl'; namespace: string | null; key: string; value: string }
  | { ask: 'within'; namespace: string }
  | { ask: 'tryLock'; file: string }
);

/** The kernel's refusal of a step, if there was one. */
export interface Refusal {
  readonly step: number;
  readonly code: string;
  readonly message: string;
  readonly create: netlink.RefusalKind;
  readonly delete: netlink.RefusalKind;
}

const GROUPS: Readonly<Record<string, object>> = {
  link: netlink.link,
  bridgePort: netlink.bridgePort,
  altname: netlink.altname,
  address: netlink.address,
  route: netlink.route,
  rule: netlink.rule,
  neighbour: netlink.neighbour,
  forwarding: netlink.forwarding,
  qdisc: netlink.qdisc,
  redirect: netlink.redirect,
  connection: netlink.connection,
};

const session = netlink.openSession();

export function answerNetlink(question: NetlinkQuestion): unknown {
  refuseOutsideLabs(process.argv[2]);
  switch (question.ask) {
    case 'run':
      return run(question.namespace, question.steps);
    case 'batch':
      return session
        .socket(question.namespace)
        .batch(question.steps.map((step) => build(step, question.namespace)))
        .map(({ errno }) => errno);
    case 'filters':
      return session.socket(null).filters(session.socket(null).index(question.link));
    case 'flushNeighbours':
      return session.socket(null).flushNeighbours(session.socket(null).index(question.link));
    case 'linksBut':
      return session
        .socket(null)
        .linksBut(({ alias }) => alias?.startsWith(question.prefix) === true);
    case 'connections': {
      const { mark } = question;
      const all = netlink.connection.all(mark === null ? undefined : { mark });
      return session.conntrack().dump(all, netlink.readConnection);
    }
    case 'createNamespace':
    case 'deleteNamespace':
      return refusalOf(0, () => session[question.ask](question.name));
    case 'attachNamespace':
      return refusalOf(0, () => session.attachNamespace(question.name, question.pid));
    case 'sysctl':
      return session.writeSysctl(question.namespace, question.key, question.value);
    case 'within':
      return journeys(question.namespace);
    case 'tryLock':
      return netlink.tryLock(openSync(question.file, 'a'));
    default:
      return session.socket(question.namespace)[question.ask]();
  }
}

function run(namespace: string | null, steps: readonly Step[]): Refusal | null {
  for (const [at, step] of steps.entries()) {
    const family = step[0].startsWith('connection.') ? session.conntrack() : null;
    const refusal = refusalOf(at, () => {
      const socket = family ?? session.socket(namespace);
      socket.request(build(step, namespace));
    });
    if (refusal !== null) return refusal;
  }
  return null;
}

function build([name, argument]: Step, namespace: string | null): netlink.NetlinkRequest {
  const [group = '', method = ''] = name.split('.');
  const builders = GROUPS[group] as Record<string, (argument: unknown) => netlink.NetlinkRequest>;
  const builder = builders[method];
  if (builder === undefined) throw new Error(`there is no request ${name}`);
  return builder(numbered(argument, namespace));
}

/** The argument with numbers of links and namespaces in place of their names. */
function numbered(value: unknown, namespace: string | null): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('@link:')) return session.socket(namespace).index(value.slice(6));
    return value.startsWith('@netns:') ? session.descriptor(value.slice(7)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, numbered(each, namespace)]),
  );
}

function refusalOf(step: number, work: () => unknown): Refusal | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof netlink.NetlinkError || error instanceof netlink.SystemError)) {
      throw error;
    }
    const { code, message } = error;
    const [creating, deleting] = [
      netlink.classify(error, 'create'),
      netlink.classify(error, 'delete'),
    ];
    return { step, code, message, create: creating, delete: deleting };
  }
}

/** What happens to this thread on its way into a namespace and back. */
function journeys(namespace: string) {
  const here = () => readlinkSync('/proc/thread-self/ns/net');
  const home = here();
  const attempt = (work: () => unknown) => {
    try {
      within(namespace, work);
      return 'came back';
    } catch (error) {
      return `${error instanceof Error ? error.message : error}`;
    }
  };
  const inside = within(namespace, () => ({
    namespace: here(),
    links: readFileSync('/proc/thread-self/net/dev', 'utf8').split('\n').length,
  }));
  return {
    isElsewhere: inside.namespace !== home,
    seesOtherLinks:
      inside.links !== readFileSync('/proc/thread-self/net/dev', 'utf8').split('\n').length,
    afterError: attempt(() => {
      throw new Error('failed inside');
    }),
    afterPromise: attempt(async () => {}),
    afterNesting: attempt(() => within(namespace, () => {})),
    isHome: here() === home,
  };
}
