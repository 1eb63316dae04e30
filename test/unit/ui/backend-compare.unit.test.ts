import '../../support/cli/plain.js';
import { describe, expect, it } from 'vitest';
import type { BackendCompareOutput } from '../../../src/schemas/backend.js';
import { renderComparison } from '../../../src/ui/views/backend.js';

const SAME: BackendCompareOutput['flows'][number] = {
  from: 'vpc1/public',
  to: 'gateway of vpc1',
  address: '10.0.0.1',
  protocol: 'icmp',
  port: 0,
  verdicts: [
    { answer: 'answered', by: null },
    { answer: 'answered', by: null },
  ],
  differs: false,
};

const ANOTHER: BackendCompareOutput['flows'][number] = {
  from: 'vpc1/private',
  to: 'vpc1/public',
  address: '10.0.1.1',
  protocol: 'tcp',
  port: 8080,
  verdicts: [
    { answer: 'answered', by: 'vpc1/public' },
    { answer: 'refused', by: null },
  ],
  differs: true,
};

const output = (
  flows: BackendCompareOutput['flows'],
  possible: number,
  differences: number,
): BackendCompareOutput => ({
  backends: ['nftables', 'iptables-legacy'],
  flows,
  possible,
  differences,
});

describe('a comparison', () => {
  it('without a difference has the number of flows', () => {
    expect(renderComparison(output([SAME], 1, 0))).toBe(
      'No difference between nftables and iptables-legacy in 1 flow.',
    );
    expect(renderComparison(output([SAME, SAME], 9, 0))).toBe(
      'No difference between nftables and iptables-legacy in 2 flows, of 9 there could be.',
    );
  });

  it('shows the differences alone', () => {
    expect(renderComparison(output([SAME, ANOTHER], 2, 1))).toBe(
      [
        'FROM          TO           ADDRESS   PACKET    nftables                 iptables-legacy',
        'vpc1/private  vpc1/public  10.0.1.1  tcp 8080  answered by vpc1/public  refused',
        '',
        '1 difference between nftables and iptables-legacy in 2 flows.',
      ].join('\n'),
    );
    const echo = { ...SAME, differs: true };
    expect(renderComparison(output([echo, ANOTHER], 2, 2))).toContain('icmp echo');
  });
});
