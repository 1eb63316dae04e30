import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import { writeIn } from '../cli/tutorial.js';
import { unpackPackages } from '../debian-packages.js';
import type { Lab } from '../lab/harness.js';

/** Debian's podman, with what it starts; and the libraries that a small system lacks. */
const PACKAGES = [
  ...['podman', 'conmon', 'crun', 'busybox-static'],
  ...['libsubid4', 'libgpgme11', 'libassuan0', 'libyajl2', 'libseccomp2', 'libdevmapper1.02.1'],
];

/** The image that a container of the documentation has. */
const IMAGE = 'docker.io/library/busybox:latest';

/** Where podman keeps all that it has: in the lab alone. */
const HERE = '/run/podman-of-test';

/** The programs of busybox that containers use. */
const APPLETS = ['sh', 'cat', 'httpd', 'ip', 'ping', 'sleep', 'wget'];

/**
 * Puts Debian's podman into a lab, as `podman`. Its image is a file system of busybox alone, so
 * nothing is fetched. Packages are unpacked into the cache of the checkout, and not installed.
 * @throws Error where the packages cannot be had, or podman does not take the image
 */
export async function addPodman(lab: Lab): Promise<void> {
  const unpacked = unpackPackages(CHECKOUT, 'containers', PACKAGES);
  const programs = { podman: 'usr/bin/podman', crun: 'usr/bin/crun', conmon: 'usr/bin/conmon' };
  for (const path of [...Object.values(programs), 'bin/busybox']) {
    if (!existsSync(join(unpacked, path))) throw new Error(`no ${path}: apt-get download podman`);
  }
  const made = await lab.shell(`set -e
    # A lab has no control groups, and crun looks for their place.
    mount -t tmpfs cgroups /sys/fs/cgroup
    mkdir -p ${HERE}/image/bin ${HERE}/image/www ~/.config/containers
    echo '{"default": [{"type": "insecureAcceptAnything"}]}' >~/.config/containers/policy.json`);
  if (made.exitCode !== 0) throw new Error(made.stderr);
  writeIn(lab, `${HERE}/containers.conf`, CONFIGURATION);
  writeIn(lab, `${HERE}/storage.conf`, STORAGE);
  for (const [name, path] of Object.entries(programs)) {
    writeIn(lab, `/run/vpcctl-lab/bin/${name}`, wrapper(unpacked, path));
  }
  const { exitCode, stdout, stderr } = await lab.shell(`set -e
    cd ${HERE}/image
    cp ${join(unpacked, 'bin/busybox')} bin/busybox
    for applet in ${APPLETS.join(' ')}; do ln -s busybox bin/$applet; done
    echo hello from a container >www/index.html
    chmod 755 /run/vpcctl-lab/bin/*
    tar -c . | podman import - ${IMAGE}`);
  if (exitCode !== 0) throw new Error(`podman takes no image: ${stdout}${stderr}`);
}

/** Each program needs libraries that are not installed, and conmon starts crun without variables. */
function wrapper(unpacked: string, path: string): string {
  return `#!/bin/sh
for folder in '${unpacked}'/usr/lib/*-linux-gnu; do export LD_LIBRARY_PATH="$folder"; done
export CONTAINERS_CONF=${HERE}/containers.conf CONTAINERS_STORAGE_CONF=${HERE}/storage.conf
exec '${join(unpacked, path)}' "$@"
`;
}

const CONFIGURATION = `[containers]
cgroups = "disabled"
seccomp_profile = "unconfined"
apparmor_profile = "unconfined"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
conmon_path = ["/run/vpcctl-lab/bin/conmon"]
runtime = "crun"
[engine.runtimes]
crun = ["/run/vpcctl-lab/bin/crun"]
`;

const STORAGE = `[storage]
driver = "vfs"
runroot = "${HERE}/run"
graphroot = "${HERE}/storage"
`;
