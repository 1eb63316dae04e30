import type { TraceMessage } from '@vpcctl/sdk';
import { expect, test } from 'vitest';
import { traceSteps } from '../../../../../plugins/nftables/src/tracing/steps.js';

const step = (more: Partial<TraceMessage>): TraceMessage => ({
  ...{ family: 'inet', table: 'vpcctl', chain: 'forward', type: 'rule', rule: 7 },
  ...{ verdict: 'goto', target: 'vpc-policy', ...more },
});
const rule = (handle: number, comment: string, table = 'vpcctl') => ({
  rule: { family: 'inet', table, chain: 'c', handle, comment },
});

test('a step is a rule by its comment; ends of chains are left out', () => {
  const listing = { nftables: [rule(7, 'to the policy'), rule(7, 'another', 'other')] };
  expect(
    traceSteps(
      [
        step({}),
        step({ type: 'return', rule: null, verdict: 'continue', target: null }),
        step({ type: 'policy', rule: null, verdict: 'accept', target: null }),
      ],
      [listing],
    ),
  ).toEqual([
    {
      table: 'inet vpcctl',
      chain: 'forward',
      rule: 'to the policy',
      verdict: 'goto vpc-policy',
      isOwn: true,
    },
  ]);
});

test('of another program only what ends the way is told, also a policy', () => {
  const other = { table: 'other', target: null };
  const steps = traceSteps(
    [
      step({ ...other, verdict: 'continue' }),
      step({ ...other, verdict: 'drop' }),
      step({ ...other, type: 'policy', rule: null, verdict: 'drop' }),
    ],
    [{ nftables: [rule(7, 'not here', 'other')] }, null, 'no listing'],
  );
  expect(steps.map((each) => [each.rule, each.verdict, each.isOwn])).toEqual([
    ['not here', 'drop', false],
    [null, 'drop', false],
  ]);
});
