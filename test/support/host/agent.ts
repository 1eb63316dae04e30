/**
 * Runs in a lab, in a process of its own: the host's real code on the lab's kernel. Reads requests as lines of JSON on
 * standard input, writes the answer to each as a line of JSON on standard output.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Operation, Resource } from '@vpcctl/sdk';
import { isVpcctlError } from '@vpcctl/sdk';
import { readByPrograms } from '../../../plugins/shaping/src/driver/read-by-programs.js';
import {
  acquireLock,
  checkPrograms,
  createHost,
  createIproute2Driver,
  endProcesses,
  execute,
  processesIn,
  readHostFacts,
  statePaths,
} from '../../../src/host/index.js';
import { readSnapshots } from '../../../src/host/iproute2/ip/netlink-snapshot.js';
import { takeSnapshot } from '../../../src/host/iproute2/ip/snapshot.js';
import { byNetlink } from '../../../src/host/netlink/netlink-host.js';
import { within } from '../../../src/host/netlink/within.js';
import { readNetwork } from '../../../src/host/network/read.js';
import { runInProcess } from '../../../src/host/nftables/index.js';
import { refuseOutsideLabs } from '../lab/only-in-labs.js';
import { answerNetlink, type NetlinkQuestion } from './netlink-agent.js';

export type Request =
  | NetlinkQuestion
  | { do: 'execute'; operations: readonly Operation[]; abortAfter?: number }
  /** A command of nftables, and how many programs it started. */
  | { do: 'nft'; args: readonly string[]; input?: string }
  /** A listing by libnftables while this thread is in a namespace. */
  | { do: 'nft-within'; namespace: string; args: readonly string[] }
  | { do: 'observe'; candidates: readonly Resource[] }
  /** What the iproute2 driver reads of a namespace. */
  | { do: 'snapshot'; namespace: string | null; by: 'netlink' | 'programs' }
  /** What the driver of qdiscs reads of the host. */
  | { do: 'queueing'; by: 'netlink' | 'programs' }
  | { do: 'facts'; tables: boolean }
  /** The addresses and uplinks of the host. */
  | { do: 'network'; by: 'netlink' | 'programs' }
  | { do: 'processes'; namespace: string }
  | { do: 'end'; pids: readonly number[] }
  | { do: 'check'; programs: Record<string, string> }
  /** Runs a program while the lock on a file is held. */
  | { do: 'locked'; file: string; program: string; args: readonly string[] };

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case 'execute':
      return run(request.operations, request.abortAfter);
    case 'nft':
      return runNft(request.args, request.input);
    case 'nft-within':
      return within(request.namespace, () => runInProcess(request.args));
    case 'observe':
      return createIproute2Driver().observe(createHost(), request.candidates);
    case 'snapshot':
      return snapshot(request.namespace, request.by);
    case 'queueing':
      return queueing(request.by);
    case 'facts':
      return readHostFacts({ tables: request.tables });
    case 'network':
      return readNetwork(hostBy(request.by));
    case 'processes':
      return processesIn(request.namespace);
    case 'end':
      return endProcesses(request.pids);
    case 'check':
      return checkPrograms(request.programs);
    case 'netlink':
      return answerNetlink(request);
    case 'locked': {
      const descriptor = openSync(request.file, 'a');
      await acquireLock(descriptor, () => {});
      await createHost({ lockDescriptor: descriptor }).run(request.program, request.args);
      return closeSync(descriptor);
    }
  }
}

async function snapshot(namespace: string | null, by: 'netlink' | 'programs') {
  refuseOutsideLabs(process.argv[2]);
  const host = createHost();
  const read =
    by === 'programs'
      ? await takeSnapshot(host, namespace)
      : byNetlink(host, by, (session) => readSnapshots(session, [namespace]).get(namespace));
  if (read === undefined || read === null) return null;
  const { links, addresses, ...lists } = read;
  return { links: [...links], addresses: [...addresses], ...lists };
}

/** A host that speaks netlink, or one that starts programs. */
function hostBy(by: 'netlink' | 'programs') {
  const host = createHost();
  return by === 'netlink' ? host : { ...host, openNetlink: () => null };
}

async function runNft(args: readonly string[], input?: string) {
  const host = createHost();
  const output = await host.nft(args, input);
  return { output, started: host.started };
}

async function queueing(by: 'netlink' | 'programs') {
  const host = createHost();
  const read = by === 'netlink' ? await host.readQueueing?.() : await readByPrograms(host);
  if (read === null || read === undefined) throw new Error('vpcctl does not speak netlink here');
  const { links, qdiscs, redirects } = read;
  return { links, qdiscs: [...qdiscs], redirects: [...redirects] };
}

async function run(operations: readonly Operation[], abortAfter = Number.POSITIVE_INFINITY) {
  const host = createHost();
  const { directory } = statePaths();
  mkdirSync(directory, { recursive: true });
  const interruption = new AbortController();
  const steps: string[] = [];
  await execute(operations, host, {
    signal: interruption.signal,
    directory,
    onStep: ({ invocation, number, total }) => {
      steps.push(`${number}/${total} ${invocation.phase} ${invocation.type}`);
      if (number === abortAfter) interruption.abort();
    },
  });
  return { started: host.started, steps };
}

async function reply(line: string): Promise<unknown> {
  try {
    return { value: (await answer(JSON.parse(line))) ?? null };
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    const { code, message, hints } = error;
    return { error: { code, message, hints } };
  }
}

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await reply(line)));
  }
}

serve();
