import { nftables } from '@vpcctl/nftables';
import { diff } from '@vpcctl/sdk';
import { BASIC } from '@vpcctl/sdk/conformance';
import { describe, expect, it } from 'vitest';

const phases = (changes: Parameters<typeof nftables.compile>[0]) =>
  nftables.compile(changes).map(({ phase }) => phase);
const text = (changes: Parameters<typeof nftables.compile>[0]) =>
  JSON.stringify(nftables.compile(changes)[0]);

const WITHOUT_WORKLOADS = BASIC.filter(({ kind }) => kind !== 'source-guard');

describe('packets of VPCs are held back', () => {
  it('while all rules of workloads are loaded, and let go by the same transaction', () => {
    const changes = diff([], BASIC);
    expect(phases(changes)).toEqual(['detach', 'filter']);
    expect(text(changes)).toContain('hold packets of VPCs until their policy is loaded');
    const [, loading] = nftables.compile(changes);
    expect(JSON.stringify(loading)).toContain('{"delete":{"table":{"family":"inet"');
    expect(JSON.stringify(loading)).not.toContain('hold-packets');
  });

  it('before conntrack sees them, and without a word of conntrack', () => {
    const held = text(diff([], BASIC));
    expect(held).toContain('"hook":"prerouting","prio":-310');
    expect(held).not.toContain('"ct"');
  });

  it.each([
    ['the first router comes', diff([], WITHOUT_WORKLOADS)],
    ['a workload comes', diff(WITHOUT_WORKLOADS, BASIC)],
    ['all goes', diff(BASIC, [])],
  ])('not when %s', (_, changes) => {
    expect(phases(changes)).toEqual(['filter']);
  });
});
