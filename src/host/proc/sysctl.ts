import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import { deniedHints } from '../process/failure.js';

const ROOT = '/proc/sys';

/**
 * The file of a sysctl. A file under `net/` shows the reader's own network namespace.
 * @param key with slashes, since interface names may hold dots: `net/ipv4/ip_forward`
 * @throws VpcctlError `HOST_SYSCTL_UNSAFE` for a key that points outside /proc/sys
 */
export function sysctlFile(key: string): string {
  if (key !== '' && !isAbsolute(key) && normalize(key) === key && !key.startsWith('..')) {
    return join(ROOT, key);
  }
  throw new VpcctlError(`${JSON.stringify(key)} is not a sysctl`, {
    code: 'HOST_SYSCTL_UNSAFE',
    category: 'internal',
  });
}

/** The value of a sysctl without white space around it, or null where there is no such setting. */
export function readSysctl(key: string): string | null {
  return readText(sysctlFile(key))?.trim() ?? null;
}

/**
 * Writes a sysctl that has another value. The settings of a link without IPv6 are skipped: there is
 * nothing for them to close.
 * @throws VpcctlError `HOST_STEP_FAILED`
 */
export function writeSysctl(key: string, value: string): void {
  const file = sysctlFile(key);
  // The value may be right where nothing can be written: in a container with a read-only /proc/sys.
  if (readSysctl(key) === value) return;
  try {
    // 'r+', since 'w' would try to create a missing file, and fail with that error.
    writeFileSync(file, value, { flag: 'r+' });
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' && isOfLinkWithoutIpv6(key, readText)) return;
    throw new VpcctlError(`sysctl -w ${key}=${value}: ${reason(code, cause)}`, {
      code: 'HOST_STEP_FAILED',
      category: 'host',
      hints: hints(code),
      cause,
    });
  }
}

/** Whether the kernel has IPv6 at all (`ipv6.disable=1` removes it). */
export function hasIpv6(): boolean {
  return existsSync(join(ROOT, 'net/ipv6/conf'));
}

/**
 * Whether a setting is that of IPv6 on a link which exists, but has no IPv6: the kernel has none, or
 * the MTU of the link is too small for it.
 * @param read reads a file; null where there is none
 */
export function isOfLinkWithoutIpv6(key: string, read: (path: string) => string | null): boolean {
  const [, link] = /^net\/ipv6\/conf\/([^/]+)\//.exec(key) ?? [];
  if (link === undefined) return false;
  const has = (file: string) => read(sysctlFile(file)) !== null;
  return has(`net/ipv4/conf/${link}/forwarding`) && !has(`net/ipv6/conf/${link}/disable_ipv6`);
}

/**
 * The text of a file, or null where there is none. A process's file may go while it is read
 * (ESRCH).
 */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESRCH') return null;
    throw error;
  }
}

function hints(code: string | null): string[] {
  if (code === 'EROFS') {
    return ['write it where /proc/sys is writable: on the host of this container, for example'];
  }
  return code === 'EACCES' || code === 'EPERM' ? deniedHints() : [];
}

function reason(code: string | null, cause: unknown): string {
  if (code === 'ENOENT') return 'there is no such setting';
  if (code === 'EROFS') return '/proc/sys is read-only here';
  if (code === 'EINVAL') return 'the kernel refuses this value';
  return cause instanceof Error ? cause.message : String(cause);
}

function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}
