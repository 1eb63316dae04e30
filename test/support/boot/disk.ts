import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { INTERNET } from '../../../src/lab/layout.js';

import { CHECKOUT } from '../checkout.js';

const SERVER = '/usr/local/lib/node_modules/vpcctl/dist/lab-internet.cjs';

/** While this file exists another program has a route in the table of the second VPC at boot. */
export const FOREIGN_ROUTE = '/etc/foreign-route';

/** Makes the uplinks, and a namespace that acts as a distant host at their other ends. */
const UPLINKS = `#!/bin/sh
set -e
# Cards get their names in the host's own time; nobody listens to their link-local IPv6 addresses.
echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode
: >/run/internet
unshare --net=/run/internet true
far='nsenter --net=/run/internet'
ip link add eth0 address 02:00:cb:00:71:02 type veth peer name eth0 netns /run/internet
ip addr add 203.0.113.2/24 dev eth0
ip link set eth0 up
$far ip link set lo up
$far ip addr add ${INTERNET.host}/32 dev lo
$far ip addr add 203.0.113.1/24 dev eth0
$far ip link set eth0 up
ip route add default via 203.0.113.1 dev eth0
ip link add eth1 address 02:00:c0:00:02:02 type veth peer name eth1 netns /run/internet
ip addr add 192.0.2.2/24 dev eth1
ip link set eth1 up
$far ip addr add 192.0.2.1/24 dev eth1
$far ip link set eth1 up
ip route add default via 192.0.2.1 dev eth1 metric 200
[ ! -e ${FOREIGN_ROUTE} ] || ip route add blackhole default table 27002
echo 0 >/proc/sys/net/ipv6/conf/default/addr_gen_mode
`;

const UNITS: Readonly<Record<string, string>> = {
  // It has the same place in the boot order as Debian's networking.service.
  'uplinks.service': `[Unit]
Wants=network.target
After=network-pre.target
Before=network.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/uplinks
`,
  'internet.service': `[Unit]
After=uplinks.service
[Service]
ExecStart=nsenter --net=/run/internet /usr/local/bin/node ${SERVER}
`,
  // Every service that uses the network has these dependencies.
  'reader.service': `[Unit]
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
ExecStart=sh -c 'ls /run/netns >/run/seen-at-boot'
`,
};

/** Installs the npm package on a host's disk, as users do, and the host's network. */
export async function fillDisk(disk: string): Promise<void> {
  await installPackage(join(disk, 'usr/local'));
  await installNpm(join(disk, 'usr/local'));
  write(disk, '/usr/local/sbin/uplinks', UPLINKS, 0o755);
  for (const [name, text] of Object.entries(UNITS)) {
    write(disk, `/etc/systemd/system/${name}`, text);
    enable(disk, `/etc/systemd/system/${name}`, 'multi-user.target');
  }
  // Debian's own file empties the whole packet filter at each boot.
  enable(disk, '/lib/systemd/system/nftables.service', 'sysinit.target');
  // Without a machine id systemd takes the boot for the first one, and enables all units.
  write(disk, '/etc/machine-id', `${randomBytes(16).toString('hex')}\n`);
  // Tests also read systemd's log after a power cut.
  mkdirSync(join(disk, 'var/log/journal'), { recursive: true });
}

async function installPackage(prefix: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'vpcctl-pack-'));
  try {
    const options = { cwd: CHECKOUT };
    await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], options);
    const [tarball = ''] = readdirSync(directory);
    const from = join(directory, tarball);
    await execa('npm', ['install', '-g', '--offline', '--prefix', prefix, from], {
      cwd: directory,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Installs the npm of the machine around the host, which installs plugins. */
async function installNpm(prefix: string): Promise<void> {
  const { stdout } = await execa('npm', ['root', '--global']);
  cpSync(join(stdout, 'npm'), join(prefix, 'lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(prefix, 'bin/npm'));
}

/** Enables a unit as `systemctl enable` does. */
function enable(disk: string, unitFile: string, target: string): void {
  const directory = join(disk, 'etc/systemd/system', `${target}.wants`);
  mkdirSync(directory, { recursive: true });
  symlinkSync(unitFile, join(directory, basename(unitFile)));
}

function write(disk: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(disk, path)), { recursive: true });
  writeFileSync(join(disk, path), text);
  chmodSync(join(disk, path), mode);
}
