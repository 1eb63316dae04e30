import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completions, type Sources } from '../../../src/completion/names.js';

const STATE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  vpc: { a: { bridge: { name: 'br-a' } }, b: {}, c: {} },
  subnet: { 'a/web': {}, 'a/db': {}, 'b/web': {} },
  instance: {
    'a/web/w1': { attachment: null },
    'a/web/w2': { attachment: null },
    'a/web/box': { attachment: { process: null } },
  },
  peering: { 'a/b': {} },
  'port-forward': {
    'tcp/8080': { vpc: 'a', from: 8080, to: 8080, protocol: 'tcp' },
    'udp/53-54': { vpc: 'a', from: 53, to: 54, protocol: 'udp' },
    'tcp/80': { vpc: 'b', from: 80, to: 80, protocol: 'tcp' },
  },
};

const sources = (change: Partial<Sources> = {}): Sources => ({
  slice: (feature) => STATE[feature] ?? {},
  newest: () => 12,
  plugins: () => ['vpcctl-dns', '@me/vpcctl-x'],
  interfaces: () => ['lo', 'eth0', 'br-a', 'veth-a-web', 'wg0'],
  namespaces: () => ['box'],
  ...change,
});

const of = (spec: string, current = '', ...words: string[]) =>
  completions(spec, current, words, sources());

describe('names', () => {
  it.each<[spec: string, current: string, words: string[], found: string[]]>([
    ['vpc', '', [], ['a', 'b', 'c']],
    ['vpc', 'b', [], ['b']],
    ['subnet', '', ['a'], ['web', 'db']],
    ['subnet', '', ['none'], []],
    ['workload', '', ['a', 'web'], ['w1', 'w2', 'box']],
    ['workload', '', ['a/web'], ['w1', 'w2', 'box']],
    ['instance', '', ['a', 'web'], ['w1', 'w2']],
    ['attached', '', ['a', 'web'], ['box']],
    ['peer', '', ['a'], ['c']],
    ['peered', '', [], ['a', 'b']],
    ['peered', '', ['a'], ['b']],
    ['port', '', ['a'], ['8080', '53-54/udp']],
    ['plugin', '@', [], ['@me/vpcctl-x']],
    ['interface|=auto', '', [], ['eth0', 'wg0', 'auto']],
    ['netns', '', [], ['box']],
    ['place', 'a/w', [], ['a/web', 'a/web/w1', 'a/web/w2', 'a/web/box']],
    ['nothing', '', [], []],
    ['constructor', '', [], []],
  ])('of %s that begin like %j behind %j', (spec, current, words, found) => {
    expect(of(spec, current, ...words)).toEqual(found);
  });

  it('may be parts of one word', () => {
    expect(of('vpc/subnet/instance')).toEqual(['a', 'b', 'c']);
    expect(of('vpc/subnet/instance', 'a/')).toEqual(['a/web', 'a/db']);
    expect(of('vpc/subnet/instance', 'a/web/')).toEqual(['a/web/w1', 'a/web/w2']);
    expect(of('vpc/subnet', 'a/web/')).toEqual([]);
    expect(of('subnet/workload', 'web/b', 'a')).toEqual(['web/box']);
  });

  it('may be a list, in which each is offered once', () => {
    expect(of(',subnet', '', 'a')).toEqual(['web', 'db']);
    expect(of(',subnet', 'web,', 'a')).toEqual(['web,db']);
    expect(of(',subnet/workload', 'db,web/w', 'a')).toEqual(['db,web/w1', 'db,web/w2']);
  });

  it('of entries are their numbers, the newest first', () => {
    expect(of('entry')).toEqual(['12', '11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1']);
    expect(of('@entry', '@1')).toEqual(['@12', '@11', '@10', '@1']);
    expect(of('@entry', '1')).toEqual([]);
    const many = sources({ newest: () => Number.MAX_SAFE_INTEGER });
    expect(completions('entry', '', [], many)).toHaveLength(100);
    expect(completions('entry', '7', [], many)).toEqual([]);
  });

  it('that a shell would read are never offered, whatever the state holds', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('$(id)', '`id`', 'a;b', 'a b', "a'", '-x'));
    const slices = fc.dictionary(key, fc.constant({ vpc: 'a', from: 1, to: '$(id)' }));
    const specs = 'vpc,subnet,workload,place,peered,port,plugin,interface|=auto,netns'.split(',');
    fc.assert(
      fc.property(slices, fc.array(key), key, (slice, list, current) => {
        const hostile = sources({
          ...{ slice: () => slice, plugins: () => list },
          ...{ interfaces: () => list, namespaces: () => list },
        });
        for (const spec of specs) {
          for (const word of completions(spec, current, ['a'], hostile)) {
            expect(word).toMatch(/^[\w@][\w@./:,+-]*$/);
          }
        }
      }),
    );
  });
});
