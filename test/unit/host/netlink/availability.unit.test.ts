import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { netlinkAvailability, speaksNetlink } from '../../../../src/host/netlink/availability.js';
import { koffiBinaries } from '../../../../src/host/netlink/koffi.js';
import { libc } from '../../../../src/host/netlink/libc.js';
import { CHECKOUT } from '../../../support/checkout.js';

describe('netlink', () => {
  it('is available where koffi has a binary', () => {
    expect(netlinkAvailability()).toEqual({ available: true });
  });
});

describe('vpcctl', () => {
  it('speaks netlink where it is available, unless programs are asked for', () => {
    expect(speaksNetlink({})).toBe(true);
    expect(speaksNetlink({ VPCCTL_EXECUTOR: '' })).toBe(true);
    expect(speaksNetlink({ VPCCTL_EXECUTOR: 'netlink' })).toBe(true);
    expect(speaksNetlink({ VPCCTL_EXECUTOR: 'programs' })).toBe(false);
  });

  it('refuses the name of another executor', () => {
    expect(() => speaksNetlink({ VPCCTL_EXECUTOR: 'ip' })).toThrow(
      'VPCCTL_EXECUTOR="ip" names no executor: there are netlink and programs',
    );
  });
});

describe('koffi', () => {
  it('has its binaries where vpcctl looks for them: its path is no promise, so the version is fixed', () => {
    for (const path of koffiBinaries()) expect(existsSync(path), path).toBe(true);
    const described = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
    expect(described.optionalDependencies.koffi).toMatch(/^\d+\.\d+\.\d+$/);
    // oclif compares each dependency with the patterns of plugins at every start, slowly.
    expect(described.dependencies).not.toHaveProperty('koffi');
  });

  it('has every C function, and nothing but them', () => {
    const functions = Object.entries(libc());
    expect(functions).toHaveLength(14);
    for (const [name, call] of functions) expect(call, name).toBeTypeOf('function');
  });
});
