import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childrenOf, isRunning, namespaceOf, processes } from '@vpcctl/sdk/lab';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { labCommand, outsideEnvironment, startLab, USERS } from '../../support/lab/harness.js';
import { machineState } from '../../support/lab/machine.js';
import { readablePackage } from '../../support/lab/plain-user.js';

describe.each(USERS)('vpcctl lab, as %s', (user) => {
  let vpcctl: ReturnType<typeof readablePackage>;
  beforeAll(() => {
    vpcctl = readablePackage(CHECKOUT);
  });
  afterAll(() => vpcctl.remove());

  /** Runs a command in a lab of its own. */
  async function lab(...command: string[]) {
    const [program = '', ...args] = labCommand(user, vpcctl.root, command);
    const { exitCode, stdout, stderr } = await execa(program, args, {
      cwd: '/',
      env: outsideEnvironment(),
      extendEnv: false,
      reject: false,
      input: 'typed\n',
    });
    return { exitCode, stdout, stderr };
  }

  const sh = (script: string) => lab('sh', '-c', script);

  it('has an uplink, loopback and a default route, and forwards nothing yet', async () => {
    const { stdout } = await sh(
      'ip -4 -br addr; ip route; sysctl net.ipv4.ip_forward; ls /run/netns',
    );
    expect(stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      'lo UNKNOWN 127.0.0.1/8',
      expect.stringMatching(/^eth0@\S+ UP 203\.0\.113\.2\/24$/),
      'default via 203.0.113.1 dev eth0',
      '203.0.113.0/24 dev eth0 proto kernel scope link src 203.0.113.2',
      'net.ipv4.ip_forward = 0',
    ]);
  });

  it('has an internet, which answers ping, and HTTP with the address of the client', async () => {
    const { stdout } = await sh('ping -c1 198.51.100.8; curl -s http://198.51.100.8');
    expect(stdout).toContain('1 received');
    expect(stdout).toContain('198.51.100.8 saw you as 203.0.113.2');
  });

  it('sees its own links under /sys and its own processes under /proc', async () => {
    const { stdout } = await sh('ls /sys/class/net; echo $$; ps -o comm= -p 1');
    expect(stdout).toMatch(/^eth0\nlo\n\d{1,2}\nsh$/);
  });

  it('has its own home and state directory, whatever the caller has', async () => {
    const { stdout } = await sh('echo $HOME $VPCCTL_HOME $VPCCTL_LAB; touch ~/x; ls ~; id -u');
    expect(stdout).toBe('/run/vpcctl-lab/home /run/vpcctl-lab/home/.vpcctl 1\nx\n0');
  });

  it('has vpcctl, node and a sudo that stays in the lab, on PATH', async () => {
    const { stdout, stderr } = await sh(`
      vpcctl --version && node -p 1+1
      sudo -E -n -H -- sh -c 'echo "$VPCCTL_HOME"'
      sudo -u root COLOUR=blue sh -c 'echo $COLOUR'
      sudo -u nobody id || echo refused
      sudo false || echo passed on`);
    expect(stdout).toMatch(/^vpcctl\/.*\n2\n.*\.vpcctl\nblue\nrefused\npassed on$/);
    expect(stderr).toContain('no user but root: nobody');
  });

  it('can create namespaces, links and packet filters', async () => {
    const { stdout, exitCode } = await sh(`set -e
      ip netns add a; ip link add v0 type veth peer name w0 netns a; ip link add b0 type bridge
      nft add table inet t; ip netns list; nft list tables; ip netns exec a ip -br link show w0`);
    expect({ stdout, exitCode }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/^a( \(id: \d+\))?\ntable inet t\nw0@/);
  });

  it('can run a lab inside the lab', async () => {
    const inner = 'ip -br link; curl -s 198.51.100.8; ls ~';
    const { stdout } = await sh(
      `touch ~/outer; ip link add b0 type bridge; vpcctl lab -- sh -c '${inner}'; ls ~`,
    );
    expect(stdout).not.toMatch(/^b0 /m);
    expect(stdout).toMatch(/saw you as 203\.0\.113\.2\nouter$/);
  });

  it.each([
    ['exit 0', 0],
    ['exit 7', 7],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('passes the exit code on: %s', async (script, code) => {
    expect((await sh(script)).exitCode).toBe(code);
  });

  it('reports an unknown command', async () => {
    const { exitCode, stderr } = await lab('no-such-program');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 127,
      stderr: 'vpcctl lab: no-such-program: no such command',
    });
  });

  it('passes the input on, keeps the two outputs apart, and adds nothing', async () => {
    expect(await sh('cat; echo no >&2')).toEqual({ exitCode: 0, stdout: 'typed', stderr: 'no' });
  });

  it('passes the arguments on unchanged', async () => {
    expect((await lab('printf', '<%s>', '', 'a b', '--json', '$HOME', "'")).stdout).toBe(
      "<><a b><--json><$HOME><'>",
    );
  });

  it('leaves no process, namespace or mount behind, and the machine unchanged', async () => {
    const before = machineState();
    const child = start([
      'sh',
      '-c',
      'ip netns add a; ip netns exec a sleep 999 & sleep 999 & read -r _',
    ]);
    const seen = new Set<number>();
    const networks = new Set<string>();
    await vi.waitFor(() => {
      for (const pid of below(child)) {
        seen.add(pid);
        // It may have ended meanwhile.
        const network = namespaceOf(pid, 'net');
        if (network !== null) networks.add(network);
      }
      networks.delete(namespaceOf('self', 'net') ?? '');
      // The lab's, its internet's and that of `a`.
      expect(networks.size).toBe(3);
    }, 10_000);
    child.stdin?.end('\n');
    await ended(child);
    expect([...seen].filter(isRunning)).toEqual([]);
    expect(processes().filter((pid) => networks.has(namespaceOf(pid, 'net') ?? 'none'))).toEqual(
      [],
    );
    expect(machineState()).toEqual(before);
  });

  it.each(['SIGTERM', 'SIGKILL', 'SIGHUP'] as const)(
    'ends when vpcctl ends by %s',
    async (signal) => {
      const child = start(['sh', '-c', 'echo up; sleep 999']);
      await once(child.stdout ?? child, 'data');
      const inside = below(child);
      expect(inside.length).toBeGreaterThan(3);
      child.kill(signal);
      await vi.waitFor(() => expect(inside.filter(isRunning)).toEqual([]), 5000);
    },
  );

  it('leaves Ctrl-C to the command, and ends when that command ends', async () => {
    // `script` gives it a terminal of its own, and types what it reads.
    const [program = '', ...args] = labCommand(user, vpcctl.root, [
      'sh',
      '-c',
      'trap "curl -s 198.51.100.8; exit 5" INT; echo up; while :; do sleep 0.1; done',
    ]);
    const line = [program, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const child = spawn('script', ['-qec', `exec ${line}`, '/dev/null'], {
      cwd: '/',
      env: { ...outsideEnvironment(), SHELL: '/bin/sh' },
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (part.includes('up')) child.stdin.write('\x03');
    });
    const [code] = await once(child, 'exit');
    expect(text).toContain('saw you');
    expect(code).toBe(5);
  });

  function start(command: string[]): ChildProcess {
    const [program = '', ...args] = labCommand(user, vpcctl.root, command);
    return spawn(program, args, { cwd: '/', env: outsideEnvironment() });
  }
});

it('a plain user gets a whole lab: uplink, internet, namespaces, links and filters', async () => {
  const lab = await startLab({ user: 'plain' });
  const { stdout, exitCode } = await lab.shell(`set -e
    ip netns add a; ip link add v0 type veth peer name w0 netns a; nft add table inet t
    id -u; cat /proc/self/setgroups; curl -s 198.51.100.8; ip netns exec a ip -br link show w0`);
  expect({ stdout, exitCode }).toMatchObject({ exitCode: 0 });
  expect(stdout).toMatch(/^0\ndeny\n198\.51\.100\.8 saw you as 203\.0\.113\.2\nw0@/);
  await lab.stop();
});

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await once(child, 'exit');
}

/** All processes that come from this one. */
function below(child: ChildProcess): number[] {
  const all = (pid: number): number[] => childrenOf(pid).flatMap((next) => [next, ...all(next)]);
  return all(child.pid ?? 0);
}
