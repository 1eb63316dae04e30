import { VpcctlError } from '@vpcctl/sdk';
import { readText } from './sysctl.js';

/** Enough for a change, and for its rollback, which must not fail for want of a file. */
const NEEDED = 64;

/**
 * Checks that this process may open the files that a change needs.
 * @param limits the text of /proc/self/limits; null where it cannot be read
 * @throws VpcctlError `HOST_OPEN_FILES_LIMIT`
 */
export function checkOpenFiles(limits: string | null = readText('/proc/self/limits')): void {
  const [, limit] = /^Max open files +(\d+)/m.exec(limits ?? '') ?? [];
  if (limit === undefined || Number(limit) >= NEEDED) return;
  throw new VpcctlError(`only ${limit} files may be open at a time; a change needs ${NEEDED}`, {
    code: 'HOST_OPEN_FILES_LIMIT',
    category: 'environment',
    hints: ['raise the limit: ulimit -n 1024; in a systemd unit: LimitNOFILE=1024'],
  });
}
