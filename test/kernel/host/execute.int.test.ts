import type { Operation, Phase } from '@vpcctl/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { rootHints } from '../../../src/host/process/failure.js';
import { type HostLab, startHostLab } from '../../support/host/lab.js';
import { EXECUTORS } from '../../support/run/needs-koffi.js';

const step = { namespace: null, resources: [], why: 'a test' } as const;

function addBridge(phase: Phase, link: string, namespace: string | null = null): Operation {
  const device = { kind: 'bridge', multicastSnooping: false, ageingTime: 30_000 } as const;
  return { op: 'link.add', ...step, phase, namespace, link, mac: '02:00:00:00:00:01', device };
}

function setUp(phase: Phase, link: string, namespace: string | null = null): Operation {
  return { op: 'link.set', ...step, phase, namespace, link, up: true };
}

/** The line of {@link addBridge}. */
const ADD =
  'ip link add name br-a address 02:00:00:00:00:01 type bridge mcast_snooping 0 ageing_time 30000';

let host: HostLab;

const outcome = z.object({ started: z.number(), steps: z.array(z.string()) });
const run = (operations: Operation[], abortAfter?: number) =>
  host.ask(outcome, {
    do: 'execute',
    operations,
    ...(abortAfter === undefined ? {} : { abortAfter }),
  });

describe.each(EXECUTORS)('execute by %s', (executor) => {
  beforeAll(async () => {
    host = await startHostLab({ env: { VPCCTL_EXECUTOR: executor } });
    await host.shell('ip netns add a; ip netns add b');
  });
  afterAll(() => host.stop());
  afterEach(async () => {
    await host.lab.shell('ip link del br-a; nft delete table inet t');
  });

  it('runs all operations, phase by phase, with as few programs as possible', async () => {
    const table = { family: 'inet', name: 't' };
    const result = await run([
      sysctl('net/ipv4/conf/br-a/forwarding', '1'),
      setUp('configure', 'lo', 'a'),
      setUp('configure', 'lo', 'b'),
      addBridge('create', 'br-a'),
      setUp('create', 'br-a'),
      { op: 'nft.transaction', ...step, phase: 'filter', objects: [{ add: { table } }] },
      {
        op: 'nft.transaction',
        ...step,
        phase: 'filter',
        objects: [{ add: { set: { ...table, name: 's', table: 't', type: 'ipv4_addr' } } }],
      },
      program('tee', ['/run/said'], 'x'),
      {
        op: 'qdisc.replace',
        ...step,
        phase: 'configure',
        link: 'br-a',
        discipline: { kind: 'tbf', rate: 1_000_000, burst: 20_000, latency: 50_000 },
      },
    ]);
    expect(result).toEqual({
      // nft is no program by netlink; and for the batches ip three times, and tc.
      started: executor === 'netlink' ? 1 : 6,
      steps: [
        '1/7 filter nft',
        '2/7 filter program',
        '3/7 create batch',
        '4/7 configure sysctl',
        '5/7 configure batch',
        '6/7 configure batch',
        '7/7 configure batch',
      ],
    });
    expect(await host.shell('cat /proc/sys/net/ipv4/conf/br-a/forwarding /run/said')).toBe('1\nx');
    expect(await host.shell('nft list set inet t s')).toContain('ipv4_addr');
    expect(await host.shell('tc qdisc show dev br-a')).toContain('tbf');
    for (const name of ['a', 'b']) {
      expect(await host.shell(`ip -n ${name} -o link`)).toContain('<LOOPBACK,UP');
    }
  });

  it('names the line that failed, and does not run the rest of the plan', async () => {
    const operations = [
      addBridge('create', 'br-a'),
      addBridge('create', 'br-a'),
      addBridge('configure', 'never', 'a'),
    ];
    await expect(run(operations)).rejects.toMatchObject({
      code: 'HOST_STEP_FAILED',
      message: `${ADD}: RTNETLINK answers: File exists`,
    });
    expect(await host.shell('ip -n a -o link')).not.toContain('never');
  });

  it('waits for the programs that run beside a failed one, and names all failures', async () => {
    const operations = [
      setUp('configure', 'none', 'a'),
      setUp('configure', 'none', 'b'),
      addBridge('configure', 'br-a'),
    ];
    await expect(run(operations)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^ip -n [ab] link set dev none up: Cannot find device "none"$/,
      ),
      hints: [expect.stringMatching(/^also failed: ip -n [ab] link set dev none up: /)],
    });
    expect(await host.shell('ip -o link')).toContain('br-a');
  });

  it('passes on the message of nft', async () => {
    const rule = { family: 'inet', table: 'none', chain: 'c', expr: [{ accept: null }] };
    const operation: Operation = {
      op: 'nft.transaction',
      ...step,
      phase: 'filter',
      objects: [{ add: { rule } }],
    };
    await expect(run([operation])).rejects.toMatchObject({
      code: 'HOST_OBJECT_MISSING',
      message: 'nft -j -f -: Error: Could not process rule: No such file or directory',
    });
  });

  it('stops between two steps when it is interrupted', async () => {
    const operations = [addBridge('create', 'br-a'), setUp('configure', 'br-a')];
    await expect(run(operations, 0)).resolves.toMatchObject({
      steps: operations.map(() => expect.any(String)),
    });
    await host.shell('ip link del br-a');
    await expect(run(operations, 1)).rejects.toMatchObject({ code: 'HOST_INTERRUPTED' });
    // The interruption comes as the first batch begins: a program is awaited then.
    const { stdout } = await host.lab.shell('ip -o link show br-a');
    expect(stdout).not.toContain('UP');
    expect(stdout.includes('br-a')).toBe(executor === 'programs');
  });

  it('finishes a step that has begun: Ctrl-C of the terminal does not reach it', async () => {
    const sessions = 'for p in $$ $PPID; do cut -d" " -f6 /proc/$p/stat; done >/run/sessions';
    await run([program('sh', ['-c', sessions])]);
    const [own, parent] = (await host.shell('cat /run/sessions')).trim().split('\n');
    expect(own).not.toBe(parent);
  });

  it('refuses a missing sysctl, and an invalid value', async () => {
    await expect(run([sysctl('net/ipv4/none', '1')])).rejects.toMatchObject({
      message: 'sysctl -w net/ipv4/none=1: there is no such setting',
    });
    await expect(run([sysctl('net/ipv4/ip_forward', 'x')])).rejects.toMatchObject({
      message: 'sysctl -w net/ipv4/ip_forward=x: the kernel refuses this value',
    });
    await expect(run([sysctl('../../etc/passwd', 'x')])).rejects.toMatchObject({
      code: 'HOST_SYSCTL_UNSAFE',
    });
  });

  it('reports a program that is not installed', async () => {
    await expect(run([program('no-such')])).rejects.toMatchObject({
      code: 'HOST_PROGRAM_MISSING',
      message: 'no-such is not installed',
    });
  });

  it('tells plain users how to be root', async () => {
    const operations = [addBridge('create', 'br-a')];
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    const { stdout } = await host.lab.run('setpriv', [...nobody, 'node', host.agent], {
      input: JSON.stringify({ do: 'execute', operations }),
    });
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        message: `${ADD}: RTNETLINK answers: Operation not permitted`,
        hints: rootHints([]),
      },
    });
  });
});

it('starts the first program on PATH, and shows its message', async () => {
  const host = await startHostLab({ env: { VPCCTL_EXECUTOR: 'programs' } });
  onTestFinished(() => host.stop());
  await host.shell(
    'mkdir -p /run/fake && printf "#!/bin/sh\\necho no luck today >&2\\nexit 7\\n" >/run/fake/ip && chmod +x /run/fake/ip',
  );
  const operations = [addBridge('create', 'br-a')];
  const env = { PATH: '/run/fake:/usr/bin:/bin' };
  const request = { do: 'execute', operations } as const;
  await expect(
    host.ask(outcome, request, {
      env: { ...env, PATH: `${env.PATH}:${await nodeDirectory(host)}` },
    }),
  ).rejects.toMatchObject({
    message: 'ip -batch -: no luck today',
  });
});

function sysctl(key: string, value: string): Operation {
  return { op: 'sysctl.set', ...step, phase: 'configure', link: null, key, value };
}

function program(name: string, args: string[] = [], input: string | null = null): Operation {
  return { op: 'program.run', ...step, phase: 'filter', program: name, arguments: args, input };
}

/** Node need not be in a system directory. */
async function nodeDirectory(host: HostLab): Promise<string> {
  return (await host.shell('dirname "$(command -v node)"')).trim();
}
