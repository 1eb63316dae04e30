import type { State } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { labelsFeature } from '../../../../src/features/labels/index.js';
import { setLabels } from '../../../../src/features/labels/set.js';
import { labelsOf, parseSelector, selectLabels } from '../../../../src/features/labels/state.js';
import { hostWith } from '../../../support/features/facts.js';
import { type CommandRequest, decide } from '../../../support/features/given.js';

const VPC: CommandRequest = ['vpc.create', { name: 'a', cidr: '10.0.0.0/16', labels: ['on=vpc'] }];
const AB: CommandRequest = ['vpc.create', { name: 'ab', cidr: '10.0.0.0/16', labels: ['on=ab'] }];
const WEB: CommandRequest = [
  'subnet.add',
  { vpc: 'a', name: 'web', cidr: '10.0.1.0/24', labels: ['on=subnet', 'constructor='] },
];
const C1: CommandRequest = [
  'instance.add',
  { vpc: 'a', subnet: 'web', name: 'c1', labels: ['on=instance'] },
];
const ALL = [VPC, AB, WEB, C1];
const label = (place: string, ...labels: string[]): CommandRequest => [
  'labels.set',
  { place, labels },
];

function stateAfter(...requests: readonly CommandRequest[]): State {
  let state: State = EMPTY_STATE;
  for (const request of requests) state = decide(state, request, hostWith(state)).state;
  return state;
}

describe('labels', () => {
  it('are given with what they are for', () => {
    expect(selectLabels(stateAfter(...ALL))).toEqual({
      a: { on: 'vpc' },
      ab: { on: 'ab' },
      'a/web': { on: 'subnet', constructor: '' },
      'a/web/c1': { on: 'instance' },
    });
  });

  it('are given with an attached namespace, also one that takes the place of another', () => {
    const namespace = { host: false, interfaces: ['lo'], routes: [] };
    const attach = (netns: string, ...labels: string[]): CommandRequest => [
      'instance.attach',
      {
        ...{ vpc: 'a', subnet: 'web', name: 'c9', labels },
        namespace: { ...namespace, names: [netns], by: { netns } },
      },
    ];
    const state = stateAfter(VPC, WEB, attach('old', 'x=1', 'y=1'));
    expect(labelsOf(state, 'a/web/c9')).toEqual({ x: '1', y: '1' });
    const again = decide(state, attach('new', 'x=2'), { ...hostWith(state), namespaces: [] });
    expect(labelsOf(again.state, 'a/web/c9')).toEqual({ x: '2', y: '1' });
  });

  it('are added, changed and removed', () => {
    const state = stateAfter(...ALL, label('a/web', 'x=1', 'on=2', 'constructor-'));
    expect(labelsOf(state, 'a/web')).toEqual({ x: '1', on: '2' });
    expect(selectLabels(stateAfter(VPC, label('a', 'on-')))).toEqual({});
  });

  it.each<[string, CommandRequest, string[]]>([
    ['a VPC', ['vpc.delete', { name: 'a' }], ['ab']],
    ['a subnet', ['subnet.delete', { vpc: 'a', name: 'web' }], ['a', 'ab']],
    [
      'an instance',
      ['instance.delete', { vpc: 'a', subnet: 'web', name: 'c1' }],
      ['a', 'ab', 'a/web'],
    ],
  ])('go with %s', (_, deletion, left) => {
    expect(Object.keys(selectLabels(stateAfter(...ALL, deletion)))).toEqual(left);
  });

  it('can be recorded anew', () => {
    const state = stateAfter(...ALL);
    let labels = labelsFeature.initial;
    for (const { type, data } of labelsFeature.restate?.(state) ?? []) {
      labels = labelsFeature.evolve[type]?.(labels, data) ?? {};
    }
    expect(labels).toEqual(selectLabels(state));
  });

  it.each([
    ['LABEL_INVALID', ['team']],
    ['LABEL_INVALID', ['=blue']],
    ['LABEL_INVALID', ['-x=1']],
    ['LABEL_INVALID', ['x_=1']],
    ['LABEL_INVALID', ['__proto__=1']],
    ['LABEL_INVALID', ['a/b=1']],
    ['LABEL_INVALID', ['team=b lue']],
    ['LABEL_INVALID', ['team=a=b']],
    ['LABEL_INVALID', ['team=\u001b[31m']],
    ['LABEL_INVALID', [`${'k'.repeat(64)}=1`]],
    ['LABEL_INVALID', [`k=${'v'.repeat(64)}`]],
    ['LABEL_INVALID', ['x=1', 'x=2']],
    ['LABEL_INVALID', ['x=1', 'x-']],
    ['LABEL_UNKNOWN', ['onn-']],
    ['LABEL_UNKNOWN', ['toString-']],
    ['LABELS_MISSING', []],
  ])('are refused as %s: %j', (code, labels) => {
    expect(() => stateAfter(...ALL, label('a', ...labels))).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it.each([
    ['VPC_UNKNOWN', 'b'],
    ['SUBNET_UNKNOWN', 'a/db'],
    ['INSTANCE_UNKNOWN', 'a/web/c2'],
    ['NAME_INVALID', 'a/web/c1/d'],
  ])('are refused with %s for %s', (code, place) => {
    const request = label(place, 'x=1');
    expect(() => stateAfter(...ALL, request)).toThrow(expect.objectContaining({ code }));
  });

  it('may be as long as 63 characters, and a new place removes none', () => {
    const most = `${'k'.repeat(63)}=${'v'.repeat(63)}`;
    expect(labelsOf(stateAfter(VPC, label('a', most)), 'a')).toHaveProperty('k'.repeat(63));
    const wrong: CommandRequest = [
      'vpc.create',
      { name: 'c', cidr: '10.1.0.0/16', labels: ['x-'] },
    ];
    expect(() => stateAfter(wrong)).toThrow(expect.objectContaining({ code: 'LABEL_INVALID' }));
  });

  it('are recorded only where they make sense', () => {
    const data = { vpc: 'a', subnet: null, instance: null, set: { x: '1' }, remove: [] };
    expect(setLabels.data.safeParse(data).success).toBe(true);
    for (const wrong of [
      { vpc: '../x' },
      { subnet: 'A' },
      { set: { 'a b': '1' } },
      { set: { a: '\n' } },
      { remove: [''] },
      { more: 1 },
    ]) {
      expect(setLabels.data.safeParse({ ...data, ...wrong }).success).toBe(false);
    }
  });
});

describe('a selector', () => {
  const labels = { team: 'blue', env: '' };

  it.each([
    [['team'], true],
    [['nothing'], false],
    [['constructor'], false],
    [['team=blue'], true],
    [['team=red'], false],
    [['env='], true],
    [['team!=blue'], false],
    [['team!=red'], true],
    [['nothing!=red'], true],
    [['team=blue', 'env'], true],
    [['team=blue', 'nothing'], false],
    [['team=blue,nothing'], false],
  ])('%j: %j', (texts, holds) => {
    expect(parseSelector(texts)(labels)).toBe(holds);
  });

  it.each([[''], ['=blue'], ['team=a=b'], ['team = blue'], ['team,'], ['!team']])(
    'refuses %j',
    (text) => {
      expect(() => parseSelector([text])).toThrow(
        expect.objectContaining({ code: 'SELECTOR_INVALID' }),
      );
    },
  );
});
