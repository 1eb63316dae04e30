import { userInfo } from 'node:os';
import type { Actor } from '@vpcctl/journal';

/** Who runs this process: the effective user, and the login user behind sudo. */
export function currentActor(environment: NodeJS.ProcessEnv = process.env): Actor {
  return {
    uid: process.geteuid?.() ?? -1,
    user: environment['SUDO_USER'] || effectiveUser(),
    pid: process.pid,
    argv: ['vpcctl', ...process.argv.slice(2)],
  };
}

function effectiveUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? 'unknown');
  }
}
