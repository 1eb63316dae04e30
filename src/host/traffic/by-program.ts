import {
  type HostReader,
  isVpcctlError,
  type RouteAnswer,
  type RouteAnswers,
  type RouteQuestion,
  VpcctlError,
} from '@vpcctl/sdk';
import type * as z from 'zod';
import type { KernelTraffic } from './kernel-traffic.js';
import * as shown from './shown.js';

/**
 * Reads with `ip` and `tc` how the host treats packets, where vpcctl does not speak netlink.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`, `HOST_PROGRAM_MISSING`
 */
export async function readByProgram(
  host: HostReader,
  questions: readonly RouteQuestion[],
): Promise<KernelTraffic> {
  const [links, rules, routes, neighbours, entries, queues] = await Promise.all([
    show(host, 'ip', ['-d', 'link', 'show'], shown.links),
    show(host, 'ip', ['rule', 'show'], shown.rules),
    show(host, 'ip', ['route', 'show', 'table', 'all'], shown.routes),
    show(host, 'ip', ['neigh', 'show', 'nud', 'permanent', 'nud', 'noarp'], shown.neighbours),
    show(host, 'bridge', ['fdb', 'show'], shown.entries),
    show(host, 'tc', ['qdisc', 'show'], shown.queues),
  ]);
  const answers: RouteAnswers[] = [];
  for (const question of questions) answers.push(await ask(host, question));
  return { answers, links, rules, neighbours, entries, queues, routes };
}

async function ask(host: HostReader, question: RouteQuestion): Promise<RouteAnswers> {
  const there = await route(host, question);
  const isForward = question.back && !('error' in there) && there.type === 'unicast';
  if (!isForward) return { question, there, back: null };
  const { source, destination, mark } = question;
  const reply = { source: destination, destination: source, incoming: there.interface, mark };
  return { question, there, back: await route(host, reply) };
}

type Asked = Pick<RouteQuestion, 'source' | 'destination' | 'incoming' | 'mark'>;

/** `ip` tells no number of an error, but the words of strerror(3). */
const ERRORS: Readonly<Record<string, string>> = {
  'No route to host': 'EHOSTUNREACH',
  'Network is unreachable': 'ENETUNREACH',
  'Invalid cross-device link': 'EXDEV',
  'Invalid argument': 'EINVAL',
  'Permission denied': 'EACCES',
  'Cannot find device': 'ENODEV',
};

async function route(
  host: HostReader,
  { source, destination, incoming, mark }: Asked,
): Promise<RouteAnswer> {
  const from = ['route', 'get', destination, 'from', source];
  const by = incoming === null ? [] : ['iif', incoming];
  const marked = mark === 0 ? [] : ['mark', String(mark)];
  try {
    const [found] = await show(host, 'ip', [...from, ...by, ...marked], shown.routes);
    if (found === undefined) return { error: 'EHOSTUNREACH' };
    const { type, interface: name, gateway, table } = found;
    return { type, interface: name, gateway, table };
  } catch (error) {
    if (!isVpcctlError(error) || error.code !== 'HOST_STEP_FAILED') throw error;
    const words = Object.keys(ERRORS).find((each) => error.message.includes(each));
    return { error: (words && ERRORS[words]) ?? error.message };
  }
}

async function show<T>(
  host: HostReader,
  program: 'ip' | 'bridge' | 'tc',
  query: readonly string[],
  schema: z.ZodType<T>,
): Promise<T> {
  const family = program === 'ip' ? ['-4', '-N', '-d'] : [];
  const output = await host.run(program, [...family, '-j', ...query]);
  try {
    return schema.parse(JSON.parse(output === '' ? '[]' : output));
  } catch (cause) {
    throw new VpcctlError(`the output of ${program} ${query.join(' ')} is not understood`, {
      code: 'HOST_OUTPUT_UNKNOWN',
      category: 'host',
      hints: [],
      cause,
    });
  }
}
