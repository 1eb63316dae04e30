import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { asked, type Packed, packDnsFromSources, servers } from '../../support/plugins/dns.js';
import { few } from '../../support/run/few.js';

const GATEWAY = '@10.0.0.1';
const NONE = { files: [], processes: [] };

let packed: Packed;
beforeAll(async () => {
  packed = await packDnsFromSources();
});
afterAll(() => packed?.remove());

// Of the policy it uses nothing that the conformance suite does not try with either driver.
describe.each(few(['nftables', 'iptables-legacy'], 2))(
  'DNS, beside %s,',
  { timeout: 120_000 },
  (backend) => {
    let lab: Lab;
    let bare: HostState;
    const install = () =>
      ok(lab, 'plugins', 'install', join(packed.directory, 'vpcctl-dns-1.0.0.tgz'));
    const ask = (from: string | null, ...query: string[]) => asked(lab, from, GATEWAY, ...query);
    /** What the workloads of vpc1 find, each asked for the public one's name. */
    const known = () =>
      Promise.all(['vpc1-public', 'vpc1-private'].map((from) => ask(from, 'public.vpc1.internal')));

    beforeAll(async () => {
      lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
      // A DNS server on the internet that knows one name, and is the host's resolver.
      const upstream = '--conf-file=/dev/null --no-hosts --no-resolv --pid-file --bind-interfaces';
      await lab.internet('sh', [
        '-c',
        `dnsmasq ${upstream} --user=root --listen-address=198.51.100.8 --host-record=there.example,203.0.113.77
       ip route add 10.0.0.0/16 via 203.0.113.2`,
      ]);
      await lab.shell(
        'echo nameserver 198.51.100.8 > /run/resolv.conf; mount --bind /run/resolv.conf /etc/resolv.conf',
      );
      await install();
      bare = await wholeHost(lab);
      await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
      await ok(lab, 'add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public');
      await ok(lab, 'add-subnet', 'vpc1', 'private', '10.0.2.0/24');
      await ok(lab, 'add-instance', 'vpc1', 'public', 'web1');
    }, 120_000);
    afterAll(() => lab?.stop());

    it('names the missing package, and changes nothing', async () => {
      await lab.shell('mount --bind /dev/null "$(PATH=$PATH:/usr/sbin command -v dnsmasq)"');
      const { code, hints } = await refused(lab, ['dns', 'enable', 'vpc1']);
      expect({ code, hints }).toEqual({
        code: 'HOST_PROGRAM_MISSING',
        hints: ['apt install dnsmasq-base'],
      });
      // Who has no DNS needs no dnsmasq.
      await ok(lab, 'add-instance', 'vpc1', 'public', 'web2');
      await ok(lab, 'undo');
      await lab.shell('umount "$(PATH=$PATH:/usr/sbin command -v dnsmasq)"');
      expect(await servers(lab)).toEqual(NONE);
    });

    it('has the names and addresses of all workloads, by UDP and TCP', async () => {
      expect(await known()).toEqual(['silent', 'silent']);
      expect(await ok(lab, 'dns', 'enable', 'vpc1')).toContain('Enabled DNS for vpc1');
      expect(await ok(lab, 'show', 'vpc1')).toContain('dns      vpc1.internal, by 10.0.0.1\n');
      expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      expect(await ask('vpc1-public-web1', 'private.vpc1.internal')).toBe('10.0.2.1');
      expect(await ask('vpc1-private', '+tcp', 'web1.public.vpc1.internal')).toBe('10.0.1.2');
      expect(await ask('vpc1-public', '-x', '10.0.1.2')).toBe('web1.public.vpc1.internal.');
      expect(await ask('vpc1-public', '-x', '10.0.1.77')).toBe('NXDOMAIN');
      expect(await ask('vpc1-public', 'nobody.vpc1.internal')).toBe('NXDOMAIN');
    });

    it('forwards unknown names for public workloads only', async () => {
      expect(await ask('vpc1-public', 'there.example')).toBe('203.0.113.77');
      expect(await ask('vpc1-public-web1', '+tcp', 'there.example')).toBe('203.0.113.77');
      expect(await ask('vpc1-private', 'there.example')).toBe('REFUSED');
    });

    it('does not answer clients outside the VPC', async () => {
      await ok(lab, 'create-vpc', 'other', '10.9.0.0/16');
      await ok(lab, 'add-subnet', 'other', 'public', '10.9.1.0/24', '--type', 'public');
      await ok(lab, 'peer', 'vpc1', 'other');
      const port = /--port=(\d+)/.exec((await lab.run('ps', ['-eo', 'args'])).stdout)?.[1] ?? '';
      const name = 'public.vpc1.internal';
      const silence = await Promise.all([
        asked(lab, 'other-public', GATEWAY, name),
        asked(lab, 'other-public', '@10.9.0.1', name),
        asked(lab, 'vpc1-public', '@203.0.113.2', name),
        asked(lab, 'vpc1-public', GATEWAY, '-p', port, name),
        asked(lab, 'internet', GATEWAY, name),
        asked(lab, 'internet', GATEWAY, '-p', port, name),
        asked(lab, 'internet', '@203.0.113.2', '-p', port, name),
        asked(lab, null, GATEWAY, '-p', port, name),
      ]);
      expect(new Set(silence)).toEqual(new Set(['silent']));
      await ok(lab, 'delete-vpc', 'other');
    });

    it('follows workloads that come and go, also attached ones', async () => {
      await ok(lab, 'add-instance', 'vpc1', 'private', 'db1');
      expect(await ask('vpc1-private-db1', 'db1.private.vpc1.internal')).toBe('10.0.2.2');
      await ok(lab, 'undo');
      expect(await ask('vpc1-public', 'db1.private.vpc1.internal')).toBe('NXDOMAIN');
      await lab.shell('ip netns add box');
      await ok(lab, 'attach', 'vpc1', 'private', '--netns', 'box', '--name', 'box1');
      expect(await ask('box', 'box1.private.vpc1.internal')).toBe('10.0.2.2');
      await ok(lab, 'detach', 'vpc1', 'private', 'box1');
      expect(await ask('vpc1-public', 'box1.private.vpc1.internal')).toBe('NXDOMAIN');
      await lab.shell('ip netns del box');
    });

    it('is undone and redone, and holds no lock', async () => {
      await ok(lab, 'dns', 'disable', 'vpc1');
      expect(await servers(lab)).toEqual(NONE);
      expect(await known()).toEqual(['silent', 'silent']);
      await ok(lab, 'undo');
      expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      await ok(lab, 'redo');
      expect(await servers(lab)).toEqual(NONE);
      await ok(lab, 'undo');
    });

    it('is enabled by a key of topology files, and pruned with it', async () => {
      const apply = (own: string) =>
        lab.shell(
          `printf '%s\\n' 'name: net' \\
            'vpcs: {net: {cidr: 10.8.0.0/16${own}, subnets: {a: {cidr: 10.8.1.0/24}}}}' |
            vpcctl apply -f - --prune --yes`,
        );
      const answer = () => asked(lab, 'net-a', '@10.8.0.1', 'a.net.internal');
      expect((await apply(', dns: true')).stdout).toContain('gets names in net.internal');
      expect(await answer()).toBe('10.8.1.1');
      expect(await ok(lab, 'export', 'net')).toContain('    dns: true\n');
      expect((await apply('')).stdout).toContain('~ net: has no names any more');
      expect(await answer()).toBe('silent');
      await ok(lab, 'delete-vpc', 'net');
    });

    it('is replayed where a server was killed, or runs with other options', async () => {
      await lab.shell('kill -9 "$(cat /run/vpcctl/dns-7001-public.pid)"');
      expect(await known()).toEqual(['silent', '10.0.1.1']);
      expect(await ok(lab, 'replay')).toContain('Made the host match the journal');
      expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      await lab.shell(`file=/run/vpcctl/dns-7001-private.pid; kill "$(cat $file)"
      while kill -0 "$(cat $file)"; do :; done
      dnsmasq --pid-file=$file --conf-file=/dev/null --no-resolv --interface=br-vpc1 --bind-interfaces --port=24003`);
      await ok(lab, 'replay');
      expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      expect(await ok(lab, 'status')).toContain('matches the journal');
    });

    it('does not end a process that has the pid of a former server', async () => {
      await lab.shell(`kill -9 "$(cat /run/vpcctl/dns-7001-public.pid)"
      sleep 1000 < /dev/null > /dev/null 2>&1 & echo $! > /run/vpcctl/dns-7001-public.pid`);
      await ok(lab, 'replay');
      expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      expect((await lab.shell('ps -eo args | grep "^sleep 1000" && pkill -x sleep')).stdout).toBe(
        'sleep 1000\n',
      );
    });

    it('serves each of two VPCs with the same CIDR', async () => {
      await ok(lab, 'create-vpc', 'twin', '10.0.0.0/16');
      await ok(lab, 'add-subnet', 'twin', 'public', '10.0.1.0/24', '--type', 'public');
      await ok(lab, 'add-subnet', 'twin', 'data', '10.0.3.0/24');
      await ok(lab, 'dns', 'enable', 'twin');
      expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      expect(await ask('twin-public', 'data.twin.internal')).toBe('10.0.3.1');
      expect(await ask('twin-data', 'public.twin.internal')).toBe('10.0.1.1');
      expect(await ask('twin-data', '-x', '10.0.1.1')).toBe('public.twin.internal.');
      expect(await ask('twin-data', 'public.vpc1.internal')).toBe('REFUSED');
      expect(await ask('vpc1-private', 'data.twin.internal')).toBe('REFUSED');
      expect(await ok(lab, 'delete-vpc', 'twin')).toContain('Deleted VPC twin');
      expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
    });

    // Each installation takes npm seconds, and no driver has part in it.
    if (backend === 'nftables') {
      it('comes along to a rehearsal', async () => {
        const question = 'ip netns exec vpc1-private dig +short @10.0.0.1 public.vpc1.internal';
        const copy = ['lab', '--rehearse', '--', 'sh', '-c', question];
        expect(await ok(lab, ...copy)).toBe('10.0.1.1\n');
        expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      });

      it('stays in the journal without its plugin, and works again with it', async () => {
        const needed = await refused(lab, ['plugins', 'uninstall', 'vpcctl-dns']);
        expect(needed.code).toBe('PLUGIN_NEEDED');
        expect(needed.hints[0]).toMatch(/^\d+ .*vpc1/);
        const gone = await ok(lab, 'plugins', 'uninstall', 'vpcctl-dns', '--force');
        const again = /vpcctl plugins install \S+vpcctl-dns-\S+\.tgz/.exec(gone)?.[0];
        expect(await ok(lab, 'history', '--oneline')).toContain(
          'dns.enable (plugin not installed)',
        );
        const hints = [expect.stringContaining(String(again)), expect.anything()];
        const kept = await refused(lab, ['delete-vpc', 'vpc1']);
        expect(kept).toMatchObject({ code: 'PLUGIN_MISSING', hints });
        // All else is changed and built, and the name servers stay.
        await ok(lab, 'add-instance', 'vpc1', 'private', 'web3');
        await ok(lab, 'undo');
        await lab.shell('ip link del br-vpc1');
        const replayed = await refused(lab, ['replay']);
        expect(replayed).toMatchObject({ code: 'REPLAY_INCOMPLETE', exitCode: 1 });
        expect(replayed.hints.join()).toContain(again);
        expect((await lab.vpcctl('status')).stdout).toContain(
          'but for entries that are not applied',
        );
        expect(await ok(lab, 'lab', '--rehearse', '--', 'vpcctl', 'list')).toContain('vpc1');
        await install();
        await ok(lab, 'replay');
        expect(await ok(lab, 'status')).toContain('matches the journal');
        expect(await known()).toEqual(['10.0.1.1', '10.0.1.1']);
      });
    }

    it('is deleted with its VPC, and leaves nothing', async () => {
      await ok(lab, 'delete-vpc', 'vpc1');
      expect(await servers(lab)).toEqual(NONE);
      expect((await lab.shell('ls -d /run/vpcctl')).stdout).toBe('');
      const left = hostChanges(bare, await wholeHost(lab));
      // The kernel makes one when a program first listens with TCP Fast Open, and keeps it.
      expect(left.filter((line) => !line.includes('/tcp_fastopen_key:'))).toEqual([]);
    });
  },
);
