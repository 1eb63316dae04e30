import type { Lab, RunResult } from '../lab/harness.js';

/**
 * Hides programs: the system's directories are searched behind PATH, so these are replaced by links to all that they
 * hold but those. Arguments: the names with spaces between them, then a command.
 */
const SCRIPT = `hidden=$0
directories="/usr/bin /usr/sbin /usr/local/bin /usr/local/sbin"
for directory in $directories; do
  mkdir -p /run/real$directory
  mount --bind $directory /run/real$directory
done
links=$(mktemp -d /run/links.XXXX)
for directory in $directories; do
  mkdir -p $links$directory
  find /run/real$directory -mindepth 1 -maxdepth 1 -exec ln -s -t $links$directory {} +
  for program in $hidden; do rm -f $links$directory/$program; done
done
for directory in $directories; do
  mount --bind $links$directory $directory
done
for program in $hidden; do
  if command -v "$program"; then exit 99; fi
done
exec "$@"`;

/**
 * Runs a command where `programs` are nowhere. It has a mount namespace of its own: a network namespace that it
 * names is named nowhere else.
 */
export function without(
  lab: Lab,
  programs: readonly string[],
  ...command: readonly string[]
): Promise<RunResult> {
  const private_ = ['--mount', '--propagation', 'private', '--'];
  return lab.run('unshare', [...private_, 'bash', '-ec', SCRIPT, programs.join(' '), ...command]);
}
