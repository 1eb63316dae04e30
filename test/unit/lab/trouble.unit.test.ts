import { describe, expect, it } from 'vitest';
import { labTrouble } from '../../../src/lab/trouble.js';

/** A host on which these sysctls have these values. */
const workload = (values: Record<string, string>) => (key: string) => values[key] ?? null;

const REFUSED = 'unshare: unshare failed: Operation not permitted\n';

describe('the reason why a lab could not be made', () => {
  it.each([
    ['user/max_user_namespaces', '0', 'user.max_user_namespaces='],
    ['kernel/unprivileged_userns_clone', '0', 'kernel.unprivileged_userns_clone=1'],
    [
      'kernel/apparmor_restrict_unprivileged_userns',
      '1',
      'kernel.apparmor_restrict_unprivileged_userns=0',
    ],
  ])('names the sysctl that forbids it: %s', (key, value, advice) => {
    const error = labTrouble(REFUSED, false, workload({ [key]: value }));
    expect(error).toMatchObject({ code: 'LAB_NOT_ALLOWED', category: 'environment', exitCode: 3 });
    expect(error.hints[0]).toContain(advice);
    expect(error.hints[1]).toContain('sudo vpcctl lab');
  });

  it('does not name those sysctls where they allow it, or for root', () => {
    const allowed = workload({
      'user/max_user_namespaces': '10000',
      'kernel/unprivileged_userns_clone': '1',
      'kernel/apparmor_restrict_unprivileged_userns': '0',
    });
    expect(labTrouble(REFUSED, false, allowed).hints).toEqual(['run it as root: sudo vpcctl lab']);
    const forbidden = workload({ 'kernel/unprivileged_userns_clone': '0' });
    expect(labTrouble(REFUSED, true, forbidden).hints.join()).toContain('--privileged');
  });

  it('has the message of the failed set-up', () => {
    const error = labTrouble('RTNETLINK answers: Unknown device type\n', true, workload({}));
    expect(error).toMatchObject({ code: 'LAB_FAILED', category: 'environment' });
    expect(error.message).toContain('RTNETLINK answers: Unknown device type');
  });
});
