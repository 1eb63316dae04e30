import '../../support/cli/plain.js';
import { forTerminal } from '@vpcctl/sdk/command';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLine } from '../../../src/flow-logs/formats.js';
import type { FlowLine, FlowRecord } from '../../../src/model/flows/index.js';
import { renderFlow, renderFlowLogStatus } from '../../../src/ui/views/observe/flow-logs.js';

const RECORD: FlowRecord = {
  ...{ status: 'OK', vpc: 'shop', interface: 'shop/web/web1', action: 'REJECT' },
  ...{ source: '10.0.1.2', sourcePort: 5000, destination: '198.51.100.8', port: 443 },
  ...{ protocol: 6, packets: 2, bytes: 120, start: 1000, end: 2000 },
  ...{ from: 'shop/web/web1', to: null, entry: 7, rule: 'source-guard' },
};
const STATUS = {
  logs: [{ vpc: 'shop', record: 'all' as const, aggregateSeconds: 60 }],
  ...{ running: true, directory: '/root/.vpcctl/flow-logs', files: 2, bytes: 1000 },
  ...{ writtenAt: null, lost: 0 },
};

describe('a recorded flow for people', () => {
  it('has both ends, the counts, and why', () => {
    expect(renderFlow(RECORD)).toMatch(
      /REJECT +tcp +shop\/web\/web1 10\.0\.1\.2:5000 +198\.51\.100\.8:443 +2 +120 +source-guard, entry 7$/,
    );
    const plain = { ...RECORD, action: 'ACCEPT', protocol: 1, rule: null, entry: null } as const;
    expect(renderFlow({ ...plain, sourcePort: 0, port: 0 })).toMatch(
      /icmp .*198\.51\.100\.8 +2 +120$/,
    );
  });

  it('says what is missing', () => {
    const gap: FlowLine = { status: 'SKIPDATA', vpc: null, start: 1, end: 2, lost: 3 };
    expect(renderFlow(gap)).toMatch(
      / {2}all VPCs: not recorded: 3 connections or packets since 1970-01-01 \d\d:\d\d:\d\d$/,
    );
    expect(renderFlow({ ...gap, vpc: 'shop', lost: null })).toContain(
      'shop: not recorded: some connections or packets since',
    );
  });

  it('is one line without a sequence for the terminal, whatever names and rules hold', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[2J', 'a\nb', '\u009b31m', '\u202eabc', '\r'),
    );
    fc.assert(
      fc.property(text, text, text, (from, to, rule) => {
        const hostile = { ...RECORD, from, to, rule };
        const gap: FlowLine = { status: 'SKIPDATA', vpc: from, start: 1, end: 2, lost: null };
        expect(forTerminal(renderFlow(gap), 'stdout')).not.toMatch(control);
        expect(forTerminal(renderFlow(hostile), 'stdout')).not.toMatch(control);
        expect(formatLine(hostile, 'json')).not.toMatch(control);
        expect(formatLine(hostile, 'aws')).not.toMatch(control);
      }),
    );
  });
});

describe('the status of flow logs', () => {
  it('says what to do next', () => {
    expect(renderFlowLogStatus(STATUS)).toBe(
      [
        'shop  all, each 60 s',
        'service   runs',
        'files     2 with 1000 bytes in /root/.vpcctl/flow-logs',
        'written   never',
        'lost      nothing',
      ].join('\n'),
    );
    expect(renderFlowLogStatus({ ...STATUS, running: false })).toContain(
      'next      vpcctl boot enable',
    );
    expect(renderFlowLogStatus({ ...STATUS, lost: 4 })).toContain('4 connections or packets');
    expect(renderFlowLogStatus({ ...STATUS, logs: [] })).toContain(
      'next      vpcctl flow-logs enable VPC',
    );
  });
});
