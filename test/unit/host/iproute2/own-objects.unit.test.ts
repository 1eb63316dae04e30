import type { HostFacts, Resource } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { factsWithout } from '../../../../src/host/iproute2/ownership/own-objects.js';
import { BARE_HOST } from '../../../support/features/facts.js';

const FORWARDING = 'net/ipv4/ip_forward';
const PORT = 'net/ipv4/conf/br-shop/forwarding';

const sysctl = (key: string, restore: string | null): Resource => ({
  ...{ kind: 'sysctl', id: `sysctl:${key}`, why: 'a test' },
  attributes: { key, value: '1', restore },
});

it('a host without its VPCs has the sysctls that are restored with them', () => {
  const facts: HostFacts = { ...BARE_HOST, sysctls: { [FORWARDING]: '1', other: '7' } };
  const own = [sysctl(FORWARDING, '0'), sysctl(PORT, null)];
  expect(factsWithout(facts, own).sysctls).toEqual({ [FORWARDING]: '0', other: '7' });
  expect(factsWithout(facts, []).sysctls).toEqual(facts.sysctls);
});
