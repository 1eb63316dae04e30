import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { type Change, diff, isPacketPolicy, type Operation } from '@vpcctl/sdk';
import { BASIC } from '@vpcctl/sdk/conformance';
import { describe, expect, it } from 'vitest';
import { inventoryOf } from '../../../../plugins/iptables-legacy/src/inventory/inventory.js';
import { rulesFor } from '../../../../plugins/iptables-legacy/src/rules/rules-for.js';

const input = (operation: Operation | undefined) =>
  operation?.op === 'program.run' ? (operation.input ?? '') : '';
const loads = (changes: readonly Change[]) =>
  iptablesLegacy.compile(changes).filter((each) => input(each).startsWith('*'));

const WITHOUT_WORKLOADS = BASIC.filter(({ kind }) => kind !== 'source-guard');

describe('packets of VPCs are held back', () => {
  it('before conntrack sees them, and let go when all is loaded', () => {
    const [held, loading, ...more] = loads(diff([], BASIC));
    expect(more).toEqual([]);
    expect(input(held)).toMatch(
      /^\*raw\n-N VPCCTL-HOLD\n(-A VPCCTL-HOLD -i br-\S+ .* -j DROP\n)+-I PREROUTING -j VPCCTL-HOLD\nCOMMIT\n$/,
    );
    const ends = ['-D PREROUTING -j VPCCTL-HOLD', '-F VPCCTL-HOLD', '-X VPCCTL-HOLD', 'COMMIT'];
    expect(input(loading)).toMatch(new RegExp(`\\*filter\\n[^]*\\*raw\\n${ends.join('\\n')}\\n$`));
  });

  it('also where an earlier load left the chain that holds them', () => {
    const left = [
      ['chain raw VPCCTL-HOLD', ''],
      ['jump raw PREROUTING -j VPCCTL-HOLD', '1'],
    ];
    const damaged = BASIC.filter(({ kind }) => kind === 'packet-filter').map((each) => ({
      ...each,
      attributes: { ...each.attributes, remains: left },
    }));
    const [held, loading] = loads(diff(damaged, BASIC)).map(input);
    expect(held).toContain('-F VPCCTL-HOLD\n');
    expect(loading?.match(/-D PREROUTING -j VPCCTL-HOLD/g)).toHaveLength(2);
    expect(loading?.match(/-X VPCCTL-HOLD/g)).toHaveLength(1);
  });

  it('not where a port alone is damaged', () => {
    const inventory = BASIC.filter(isPacketPolicy).flatMap((each) => [
      ...inventoryOf(rulesFor(each)),
    ]);
    const remains = inventory.filter(([identity]) => !identity.startsWith('lock '));
    const damaged = BASIC.filter(({ kind }) => kind === 'packet-filter').map((each) => ({
      ...each,
      attributes: { ...each.attributes, remains },
    }));
    const operations = iptablesLegacy.compile(diff(damaged, BASIC));
    expect(operations.length).toBeGreaterThan(0);
    expect(loads(diff(damaged, BASIC))).toEqual([]);
  });

  it.each([
    ['the first router comes', diff([], WITHOUT_WORKLOADS)],
    ['a workload comes', diff(WITHOUT_WORKLOADS, BASIC)],
    ['all goes', diff(BASIC, [])],
  ])('not when %s', (_, changes) => {
    expect(loads(changes).map(input).join()).not.toContain('HOLD');
  });
});
