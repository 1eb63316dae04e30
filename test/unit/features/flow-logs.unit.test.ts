import type { Resource } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { flowLogsFeature } from '../../../src/features/flow-logs/index.js';
import { BARE_HOST } from '../../support/features/facts.js';
import { type CommandRequest, given, givenOn } from '../../support/features/given.js';

const VPC: CommandRequest = ['vpc.create', { name: 'constructor', cidr: '10.0.0.0/16' }];
const OTHER: CommandRequest = ['vpc.create', { name: 'b', cidr: '10.1.0.0/16' }];
const enable = (vpc: string, more: object = {}): CommandRequest => [
  'flow-logs.enable',
  { vpc, ...more },
];

const settings = (resources: readonly Resource[]) =>
  resources.flatMap(({ kind, attributes }) =>
    kind === 'sysctl' && String(attributes['key']).startsWith('net/netfilter/')
      ? [[String(attributes['key']).split('_').at(-1), attributes['value'], attributes['restore']]]
      : [],
  );

describe('a flow log', () => {
  it('has the kernel count, and puts its settings back', () => {
    const sysctls = {
      ...BARE_HOST.sysctls,
      'net/netfilter/nf_conntrack_acct': '1',
      'net/netfilter/nf_conntrack_events': '2',
      'net/netfilter/nf_conntrack_timestamp': '0',
    };
    const host = givenOn({ ...BARE_HOST, sysctls }, VPC, OTHER, enable('b'));
    const wanted = [
      ['acct', '1', '1'],
      ['events', '1', '2'],
      ['timestamp', '1', '0'],
    ];
    expect(settings(host.resources)).toEqual(wanted);
    // The second log must not take the settings of the first for the host's own.
    const { resources } = host.when(...enable('constructor'));
    expect(settings(resources)).toEqual(wanted);
    expect(settings(given(VPC).resources)).toEqual([]);
  });

  it('keeps what is not given, and goes with its VPC', () => {
    const first = enable('constructor', { record: 'denied', aggregateSeconds: 10 });
    const host = given(VPC, first, enable('constructor', { aggregateSeconds: 20 }));
    expect(flowLogsFeature.select(host.state)).toMatchObject({
      constructor: { record: 'denied', aggregateSeconds: 20 },
    });
    const { state } = host.when('vpc.delete', { name: 'constructor' });
    expect(flowLogsFeature.select(state)).toEqual({});
  });

  it('ends when it is disabled, and can be recorded anew', () => {
    const host = given(VPC, OTHER, enable('constructor'), enable('b'));
    expect(flowLogsFeature.restate?.(host.state)).toMatchObject([
      { type: 'flow-logs.enable', v: 1, data: { vpc: 'constructor', record: 'all' } },
      { type: 'flow-logs.enable', v: 1, data: { vpc: 'b', aggregateSeconds: 60 } },
    ]);
    const { state, description } = host.when('flow-logs.disable', { vpc: 'b' });
    expect(Object.keys(flowLogsFeature.select(state))).toEqual(['constructor']);
    expect(description).toBe('record no flows of b');
  });

  it('is refused where there is none, or no VPC', () => {
    const host = given(VPC);
    expect(host.refuses('flow-logs.disable', { vpc: 'constructor' }).code).toBe('FLOW_LOG_UNKNOWN');
    expect(host.refuses('flow-logs.enable', { vpc: 'none' }).code).toBe('VPC_UNKNOWN');
    expect(() => host.when(...enable('constructor', { aggregateSeconds: 0 }))).toThrow();
  });

  it('is shown with its VPC alone', () => {
    const { state } = given(VPC, enable('constructor', { record: 'accepted' }));
    const show = (subnet: string | null) =>
      flowLogsFeature.show?.(state, { vpc: 'constructor', subnet, instance: null });
    expect(show(null)).toMatchObject([{ label: 'flow logs', text: 'accepted, each 60 s' }]);
    expect(show('web')).toEqual([]);
  });

  it('is a key of topology files', () => {
    const key = flowLogsFeature.topology?.keys?.[0];
    const { state } = given(VPC, OTHER, enable('b', { aggregateSeconds: 10 }));
    expect(key?.read(state, ['b'])).toEqual({ record: 'all', aggregateSeconds: 10 });
    expect(key?.read(state, ['constructor'])).toBeUndefined();
    expect(key?.requests(state, ['b'], { aggregateSeconds: 10 })).toEqual([]);
    expect(key?.requests(state, ['b'], {})).toMatchObject([{ type: 'flow-logs.enable' }]);
    expect(key?.requests(state, ['b'], null)).toMatchObject([{ type: 'flow-logs.disable' }]);
    expect(key?.requests(state, ['constructor'], null)).toEqual([]);
  });
});
