import { VpcctlError } from '@vpcctl/sdk';

/** The programs that make a lab, each with the Debian package that has it. */
export const LAB_PROGRAMS: Readonly<Record<string, string>> = {
  sh: 'dash',
  mount: 'mount',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  ip: 'iproute2',
};

/** A sysctl that forbids user namespaces, and the value that allows them. */
const GATES: readonly { key: string; forbids: string; allow: string; why: string }[] = [
  {
    key: 'user/max_user_namespaces',
    forbids: '0',
    allow: 'user.max_user_namespaces=10000',
    why: 'this host allows no user namespaces',
  },
  {
    key: 'kernel/unprivileged_userns_clone',
    forbids: '0',
    allow: 'kernel.unprivileged_userns_clone=1',
    why: 'this host allows user namespaces to root only',
  },
  {
    key: 'kernel/apparmor_restrict_unprivileged_userns',
    forbids: '1',
    allow: 'kernel.apparmor_restrict_unprivileged_userns=0',
    why: 'AppArmor gives user namespaces of plain users no rights',
  },
];

/**
 * Why a lab could not be made, from the standard error of its set-up. Pure but for `readSysctl`.
 * @param readSysctl the value at a path below /proc/sys, or null
 * @returns `LAB_NOT_ALLOWED` where namespaces are forbidden, naming the sysctl; `LAB_FAILED`
 *   otherwise
 */
export function labTrouble(
  messages: string,
  isRoot: boolean,
  readSysctl: (key: string) => string | null,
): VpcctlError {
  const said = messages.trim();
  const gate = isRoot ? undefined : GATES.find(({ key, forbids }) => readSysctl(key) === forbids);
  if (gate) {
    return new VpcctlError(`no lab: ${gate.why}`, {
      code: 'LAB_NOT_ALLOWED',
      category: 'environment',
      hints: [`allow it: sudo sysctl -w ${gate.allow}`, 'or run it as root: sudo vpcctl lab'],
      cause: said,
    });
  }
  if (/Operation not permitted|Permission denied|No space left on device/.test(said)) {
    return new VpcctlError(`no lab: namespaces are not allowed here: ${said}`, {
      code: 'LAB_NOT_ALLOWED',
      category: 'environment',
      hints: isRoot
        ? ['in a container, give it the right to: docker run --privileged']
        : ['run it as root: sudo vpcctl lab'],
    });
  }
  return new VpcctlError(`the lab could not be set up: ${said || 'no message'}`, {
    code: 'LAB_FAILED',
    category: 'environment',
  });
}
