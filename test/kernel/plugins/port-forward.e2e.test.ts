import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { withoutPlugin } from '../../support/plugins/package.js';

const SERVER = `require('node:http').createServer((_, answer) => answer.end(process.argv[1] + ' '))
  .listen(Number(process.argv[2]), '0.0.0.0', () => console.log('ready'))`;

describe.each(['nftables', 'iptables-legacy'])('forwards, with %s', (backend) => {
  let lab: Lab;

  async function sh(script: string): Promise<string> {
    const { stdout, stderr } = await lab.run('bash', ['-c', script]);
    return stdout + stderr;
  }

  async function vpcctl(line: string): Promise<string> {
    const { stdout, stderr } = await lab.vpcctl(...line.split(' '));
    return stdout + stderr;
  }

  /** Answers at a port with its name until the lab ends. */
  async function serve(enter: string, name: string, port: number): Promise<void> {
    const ready = `/run/ready-${name}`;
    const run = `${enter} node -e "$1" ${name} ${port} > ${ready} 2>&1 < /dev/null &`;
    const script = `mkfifo ${ready}; ${run} head -n 1 < ${ready}`;
    const { stdout } = await lab.run('bash', ['-c', script, 'bash', SERVER]);
    expect(stdout).toBe('ready\n');
  }

  const ask = (port: number, host = '127.0.0.1', from = ''): Promise<string> =>
    sh(`for i in 1 2; do ${from} curl -s -m 2 http://${host}:${port}/; done`);

  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    await vpcctl('create-vpc vpc1 10.0.0.0/16');
    await vpcctl('add-subnet vpc1 a 10.0.1.0/24');
    await vpcctl('add-subnet vpc1 b 10.0.2.0/24');
    await Promise.all([
      serve('ip netns exec vpc1-a', 'a', 80),
      serve('ip netns exec vpc1-b', 'b', 80),
      serve('', 'host', 9999),
    ]);
  });
  afterAll(() => lab?.stop());

  test('are made, shown, undone, redone and replayed', async () => {
    expect(await vpcctl('forward vpc1 a,b 8080:80')).toContain(
      'Forwarded 8080:80/tcp to vpc1/a, vpc1/b\n',
    );
    expect(await ask(8080)).toMatch(/^(a b|b a) $/);
    expect(await vpcctl('show vpc1/b')).toContain('forwards   8080:80/tcp');
    await vpcctl('undo');
    expect(await ask(8080)).toBe('');
    await vpcctl('redo');
    await sh('nft flush ruleset; for t in nat filter; do iptables-legacy -t $t -F; done');
    await vpcctl('replay');
    expect(await ask(8080)).toMatch(/^(a b|b a) $/);
  });

  test.each(['1', '0'])(
    'are reachable from inside their VPC, whether or not iptables sees bridges: %s',
    async (value) => {
      await sh(`f=/proc/sys/net/bridge/bridge-nf-call-iptables; [ ! -e $f ] || echo ${value} >$f`);
      expect(await ask(8080, '203.0.113.2', 'ip netns exec vpc1-b')).toMatch(/^(a b|b a) $/);
      expect(await vpcctl('reach vpc1/a 203.0.113.2:8080 --probe')).toContain('The probe agrees');
    },
  );

  test('reach a workload from its own VPC that has sent nothing since its link was down', async () => {
    const inside = (await sh('ip -n vpc1-a -o link show type veth')).match(/: (\S+)@/)?.[1];
    await sh(`ip -n vpc1-a link set ${inside} down`);
    expect(await vpcctl('replay')).toContain('3 changes');
    expect(await ask(8080, '203.0.113.2', 'ip netns exec vpc1-b')).toMatch(/^(a b|b a) $/);
  });

  test('are reachable from inside their VPC past a filter that drops by default', async () => {
    await sh(
      "nft 'add table ip other; add chain ip other f { type filter hook forward priority 0; policy drop; }'",
    );
    expect(await ask(8080, '203.0.113.2', 'ip netns exec vpc1-b')).toBe('');
    await vpcctl('replay');
    expect(await ask(8080, '203.0.113.2', 'ip netns exec vpc1-b')).toMatch(/^(a b|b a) $/);
    await sh('nft delete table ip other');
    await vpcctl('undo');
  });

  test('are refused where a port is taken, naming its owner', async () => {
    expect(await vpcctl('forward vpc1 a 8000-8090')).toContain(
      'tcp/8000-8090 is taken: tcp/8080 is forwarded to vpc1/a, b',
    );
    expect(await vpcctl('forward vpc1 a 9999:80')).toMatch(
      /tcp port 9999 of this host is in use: node \(pid \d+\) listens at any address/,
    );
    expect(await vpcctl('forward vpc1 a 9999:80/udp --dry-run')).toContain('Would forward');
  });

  test('can be added several at once, and follow the policy of their target', async () => {
    await vpcctl('forward vpc1 a 8081:80 8082-8083:80-81 53:53/udp');
    expect(await ask(8081)).toBe('a a ');
    expect(await ask(8082)).toBe('a a ');
    const policy =
      '{"subnet":"10.0.1.0/24","ingress":[{"port":81,"protocol":"tcp","action":"allow"}]}';
    await sh(`echo '${policy}' >/run/policy.json`);
    await vpcctl('apply-firewall vpc1 a /run/policy.json');
    expect(await ask(8081)).toBe('');
    await vpcctl('undo 2');
    expect(await ask(8081)).toBe('');
    expect(await ask(8080)).toMatch(/^(a b|b a) $/);
  });

  test.each([
    ['', 5353],
    ['programs', 5354],
  ])('take clients that are sending already (executor: %s)', async (executor, port) => {
    const client = `nsenter --net=/run/vpcctl-lab/internet python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('', 4000))
s.sendto(b'hello', ('203.0.113.2', ${port}))"`;
    await sh(client);
    expect(await sh('conntrack -L -p udp')).toContain(`dport=${port} [UNREPLIED]`);
    await sh(`VPCCTL_EXECUTOR=${executor} vpcctl forward vpc1 a ${port}/udp`);
    await sh(client);
    expect(await sh('conntrack -L -p udp')).toContain(`[UNREPLIED] src=10.0.1.1 dst=203.0.113.1`);
    await sh(`vpcctl undo; conntrack -D -p udp`);
  });

  test('stay in the journal where the plugin is missing, and come back with it', async () => {
    const lacking = withoutPlugin(lab, '@vpcctl/port-forward');
    expect(await sh(`${lacking} --help`)).not.toContain('unforward');
    expect(await sh(`${lacking} history`)).toContain('port-forward.add');
    const replay = await lab.run('bash', ['-c', `${lacking} replay`]);
    expect(replay.exitCode).toBe(1);
    expect(replay.stderr).toContain(
      '@vpcctl/port-forward is a part of vpcctl: install vpcctl again',
    );
    // The packet policy is repaired as a whole, and opens nothing that no plugin asks for.
    expect(await ask(8080)).toBe('');
    await vpcctl('replay');
    expect(await ask(8080)).toMatch(/^(a b|b a) $/);
  });

  test('lose a deleted target, and are deleted with the last target', async () => {
    await vpcctl('delete-subnet vpc1 b --kill');
    expect(await ask(8080)).toBe('a a ');
    expect(await sh('cat /proc/sys/net/ipv4/conf/br-vpc1/route_localnet')).toBe('1\n');
    await vpcctl('unforward vpc1 8080');
    expect(await ask(8080)).toBe('');
    expect(await sh('cat /proc/sys/net/ipv4/conf/br-vpc1/route_localnet')).toBe('0\n');
    await vpcctl('forward vpc1 a 8080:80');
    expect(await vpcctl('delete-vpc vpc1 --kill')).toContain('Deleted VPC vpc1');
    expect(await vpcctl('status')).toContain('matches the journal');
  });
});
