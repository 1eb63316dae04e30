import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../../src/host/netlink/classify.js';
import {
  errnoName,
  NetlinkError,
  orSystemError,
  SystemError,
} from '../../../../src/host/netlink/errors.js';

const { errno: E } = constants;
const refusal = (errno: number, text: string | null = null) =>
  new NetlinkError('link add x', { errno, text, offset: null, missing: null });

describe('a refusal', () => {
  it.each([
    ['create', E.EEXIST, null, 'exists'],
    ['create', E.EPERM, null, 'denied'],
    ['create', E.EOPNOTSUPP, 'Unknown device type', 'unsupported'],
    ['create', E.ENOENT, 'Specified qdisc kind is unknown', 'unsupported'],
    ['create', E.ENOENT, 'TC classifier not found', 'unsupported'],
    ['create', E.ENODEV, null, 'gone'],
    ['create', E.EADDRNOTAVAIL, null, 'refused'],
    ['create', E.EINVAL, 'mtu less than device minimum', 'refused'],
    ['create', E.ENOBUFS, null, 'busy'],
    ['create', E.EINTR, null, 'busy'],
    ['delete', E.ENODEV, null, 'gone'],
    ['delete', E.ENOENT, 'Cannot find specified qdisc on specified device', 'gone'],
    ['delete', E.ESRCH, 'FIB table does not exist', 'gone'],
    ['delete', E.EADDRNOTAVAIL, 'ipv4: Address not found', 'gone'],
    ['delete', E.EOPNOTSUPP, null, 'gone'],
    ['delete', E.EPERM, null, 'denied'],
    ['delete', E.EINVAL, null, 'refused'],
  ] as const)('of a request to %s with %i %s is %s', (intention, errno, text, kind) => {
    expect(classify(refusal(errno, text), intention)).toBe(kind);
  });

  it('says what was asked for, and the words of the kernel where it has some', () => {
    expect(refusal(E.EEXIST).message).toBe('link add x: EEXIST');
    expect(refusal(E.ELOOP, 'Can not enslave a bridge to a bridge')).toMatchObject({
      message: 'link add x: Can not enslave a bridge to a bridge',
      code: 'ELOOP',
      errno: E.ELOOP,
    });
  });
});

describe('an error number', () => {
  it('has the name that the kernel uses', () => {
    expect([E.EOPNOTSUPP, E.EAGAIN, E.ENODEV, 9999].map(errnoName)).toEqual([
      'EOPNOTSUPP',
      'EAGAIN',
      'ENODEV',
      'E9999',
    ]);
  });

  it('of node:fs becomes one of the system', () => {
    const failure = Object.assign(new Error('ENOENT: no such file'), { errno: -E.ENOENT });
    const fail = (error: unknown) => () =>
      orSystemError('open x', () => {
        throw error;
      });
    expect(fail(failure)).toThrow(new SystemError('open x', E.ENOENT));
    expect(fail(new TypeError('a bug'))).toThrow('a bug');
  });
});
