import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { type HostReader, VpcctlError } from '@vpcctl/sdk';
import { describe, expect, test } from 'vitest';

/** A host where `fails` does, of all programs that are started. */
function host(release: string, fails?: string): HostReader & { readonly started: string[] } {
  const started: string[] = [];
  return {
    started,
    run(program, args) {
      started.push([program, ...args].join(' '));
      if (fails === undefined || !args.includes(fails)) return Promise.resolve('');
      const details = { code: 'HOST_STEP_FAILED', category: 'host' } as const;
      return Promise.reject(new VpcctlError(`${fails}: not known to the kernel`, details));
    },
    nft: () => Promise.reject(new Error('nft is not asked')),
    readFile: (path) => (path === '/proc/sys/kernel/osrelease' ? `${release}\n` : null),
  };
}

describe('iptables-legacy works on a host', () => {
  test.each(['5.18.0', '5.19.0-rc1', '6.1.0-13-amd64', '10.0'])(
    'with Linux %s',
    async (release) => {
      expect(await iptablesLegacy.unsupportedReason?.(host(release))).toBeNull();
    },
  );

  test('and is probed only in network namespaces of its own', async () => {
    const asked = host('6.1.0');
    await iptablesLegacy.unsupportedReason?.(asked);
    expect(asked.started).toHaveLength(3);
    for (const line of asked.started) expect(line).toMatch(/^unshare --net /);
  });
});

describe('iptables-legacy does not work', () => {
  test.each(['5.17.15', '4.19.0-27', '5.9'])('with Linux %s', async (release) => {
    const asked = host(release);
    expect(await iptablesLegacy.unsupportedReason?.(asked)).toBe(
      `Linux ${release} has no locked bridge ports, which need 5.18 or later`,
    );
    expect(asked.started).toEqual([]);
  });

  test.each(['iptables-legacy-restore', 'arptables-legacy', 'ip'])(
    'where %s fails',
    async (program) => {
      expect(await iptablesLegacy.unsupportedReason?.(host('6.1.0', program))).toBe(
        `${program}: not known to the kernel`,
      );
    },
  );

  test('and other errors are not read as an answer of the host', async () => {
    const broken = { ...host('6.1.0'), run: () => Promise.reject(new TypeError('a mistake')) };
    await expect(iptablesLegacy.unsupportedReason?.(broken)).rejects.toThrow('a mistake');
  });
});
