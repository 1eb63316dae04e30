import type { BatchLine, HostCommand, Phase } from '@vpcctl/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rootHints } from '../../../src/host/process/failure.js';
import { type HostLab, startHostLab } from '../../support/host/lab.js';

const why = 'a test';

function ip(phase: Phase, namespace: string | null, line: string): BatchLine {
  return { type: 'batch', phase, program: 'ip', namespace, words: line.split(' '), why };
}

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
  await host.shell('ip netns add a; ip netns add b');
});
afterAll(() => host.stop());
afterEach(async () => {
  await host.lab.shell('ip link del br-a; nft delete table inet t');
});

const outcome = z.object({ started: z.number(), steps: z.array(z.string()) });
const run = (commands: HostCommand[], abortAfter?: number) =>
  host.ask(outcome, {
    do: 'execute',
    commands,
    ...(abortAfter === undefined ? {} : { abortAfter }),
  });

describe('execute', () => {
  it('runs all commands, phase by phase, with as few programs as possible', async () => {
    const table = { family: 'inet', name: 't' };
    const result = await run([
      { type: 'sysctl', phase: 'configure', key: 'net/ipv4/conf/br-a/forwarding', value: '1', why },
      ip('configure', 'a', 'link set lo up'),
      ip('configure', 'b', 'link set lo up'),
      ip('create', null, 'link add name br-a type bridge'),
      ip('create', null, 'link set br-a up'),
      { type: 'nft', phase: 'filter', objects: [{ add: { table } }], why },
      {
        type: 'nft',
        phase: 'filter',
        objects: [{ add: { set: { ...table, name: 's', table: 't', type: 'ipv4_addr' } } }],
        why,
      },
      {
        type: 'program',
        phase: 'filter',
        program: 'tee',
        arguments: ['/run/said'],
        input: 'x',
        why,
      },
      {
        type: 'batch',
        phase: 'configure',
        program: 'tc',
        namespace: null,
        words: ['qdisc', 'add', 'dev', 'br-a', 'root', 'pfifo'],
        why,
      },
    ]);
    expect(result).toEqual({
      started: 6,
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
    expect(await host.shell('tc qdisc show dev br-a')).toContain('pfifo');
    for (const name of ['a', 'b']) {
      expect(await host.shell(`ip -n ${name} -o link`)).toContain('<LOOPBACK,UP');
    }
  });

  it('names the line that failed, and does not run the rest of the plan', async () => {
    const commands = [
      ip('create', null, 'link add name br-a type bridge'),
      ip('create', null, 'link add name br-a type bridge'),
      ip('configure', 'a', 'link add name never type bridge'),
    ];
    await expect(run(commands)).rejects.toMatchObject({
      code: 'HOST_STEP_FAILED',
      message: 'ip link add name br-a type bridge: RTNETLINK answers: File exists',
    });
    expect(await host.shell('ip -n a -o link')).not.toContain('never');
  });

  it('waits for the programs that run beside a failed one, and names all failures', async () => {
    const commands = [
      ip('configure', 'a', 'link set dev none up'),
      ip('configure', 'b', 'link set dev none up'),
      ip('configure', null, 'link add name br-a type bridge'),
    ];
    await expect(run(commands)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^ip -n [ab] link set dev none up: Cannot find device "none"$/,
      ),
      hints: [expect.stringMatching(/^also failed: ip -n [ab] link set dev none up: /)],
    });
    expect(await host.shell('ip -o link')).toContain('br-a');
  });

  it('passes on the message of nft', async () => {
    const rule = { family: 'inet', table: 'none', chain: 'c', expr: [{ accept: null }] };
    const commands: HostCommand[] = [
      { type: 'nft', phase: 'filter', objects: [{ add: { rule } }], why },
    ];
    await expect(run(commands)).rejects.toMatchObject({
      code: 'HOST_OBJECT_MISSING',
      message: 'nft -j -f -: Error: Could not process rule: No such file or directory',
    });
  });

  it('stops between two steps when it is interrupted', async () => {
    const commands = [
      ip('create', null, 'link add name br-a type bridge'),
      ip('configure', null, 'link set br-a up'),
    ];
    await expect(run(commands, 0)).resolves.toMatchObject({ started: 2 });
    await host.shell('ip link del br-a');
    await expect(run(commands, 1)).rejects.toMatchObject({ code: 'HOST_INTERRUPTED' });
    expect(await host.shell('ip -o link show br-a')).not.toContain('UP');
  });

  it('finishes a step that has begun: Ctrl-C of the terminal does not reach it', async () => {
    const sessions = 'for p in $$ $PPID; do cut -d" " -f6 /proc/$p/stat; done >/run/sessions';
    await run([
      {
        type: 'program',
        phase: 'filter',
        program: 'sh',
        arguments: ['-c', sessions],
        input: null,
        why,
      },
    ]);
    const [own, parent] = (await host.shell('cat /run/sessions')).trim().split('\n');
    expect(own).not.toBe(parent);
  });

  it('refuses a missing sysctl, and an invalid value', async () => {
    const write = (key: string, value: string): HostCommand[] => [
      { type: 'sysctl', phase: 'configure', key, value, why },
    ];
    await expect(run(write('net/ipv4/none', '1'))).rejects.toMatchObject({
      message: 'sysctl -w net/ipv4/none=1: there is no such setting',
    });
    await expect(run(write('net/ipv4/ip_forward', 'x'))).rejects.toMatchObject({
      message: 'sysctl -w net/ipv4/ip_forward=x: the kernel refuses this value',
    });
    await expect(run(write('../../etc/passwd', 'x'))).rejects.toMatchObject({
      code: 'HOST_SYSCTL_UNSAFE',
    });
  });

  it('reports a program that is not installed', async () => {
    const commands: HostCommand[] = [
      { type: 'program', phase: 'filter', program: 'no-such', arguments: [], input: null, why },
    ];
    await expect(run(commands)).rejects.toMatchObject({
      code: 'HOST_PROGRAM_MISSING',
      message: 'no-such is not installed',
    });
  });

  it('starts the first program on PATH, and shows its message', async () => {
    await host.shell(
      'mkdir -p /run/fake && printf "#!/bin/sh\\necho no luck today >&2\\nexit 7\\n" >/run/fake/ip && chmod +x /run/fake/ip',
    );
    const commands = [ip('create', null, 'link add name br-a type bridge')];
    const env = { PATH: '/run/fake:/usr/bin:/bin' };
    const request = { do: 'execute', commands } as const;
    await expect(
      host.ask(outcome, request, { env: { ...env, PATH: `${env.PATH}:${await nodeDirectory()}` } }),
    ).rejects.toMatchObject({
      message: 'ip -batch -: no luck today',
    });
  });

  it('tells plain users how to be root', async () => {
    const commands = [ip('create', null, 'link add name br-a type bridge')];
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    const { stdout } = await host.lab.run('setpriv', [...nobody, 'node', host.agent], {
      input: JSON.stringify({ do: 'execute', commands }),
    });
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        message: 'ip link add name br-a type bridge: RTNETLINK answers: Operation not permitted',
        hints: rootHints([]),
      },
    });
  });
});

/** Node need not be in a system directory. */
async function nodeDirectory(): Promise<string> {
  return (await host.shell('dirname "$(command -v node)"')).trim();
}
