import { isLineOperation, lineOf, type Operation } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATION_KINDS, operationsOf } from '../../../support/host/operations.js';

const step = { phase: 'create', namespace: null, resources: [], why: 'a test' } as const;

describe('lineOf', () => {
  it.each(OPERATION_KINDS)('writes any %s as one line of words, if it is a line', (kind) => {
    fc.assert(
      fc.property(operationsOf(kind), (operation: Operation) => {
        if (!isLineOperation(operation)) return;
        const { program, words } = lineOf(operation);
        expect(['ip', 'bridge', 'tc']).toContain(program);
        expect(words.length).toBeGreaterThan(1);
        expect(words.join(' ').split(/\s/)).toEqual(words);
      }),
    );
  });

  it('leaves only programs, files and looks at the host to other kinds', () => {
    const others = OPERATION_KINDS.filter((kind) => {
      const [sample] = fc.sample(operationsOf<typeof kind>(kind), 1);
      return sample !== undefined && !isLineOperation(sample);
    });
    expect(others).toEqual([
      'sysctl.set',
      'nft.transaction',
      'program.run',
      'firewall-exception.open',
      'firewall-exception.close',
      'lasting-exception.write',
      'lasting-exception.remove',
      'conntrack.flush',
      'daemon.start',
      'daemon.stop',
    ]);
  });

  it('leaves out what stays as it is', () => {
    const line = lineOf({ op: 'link.set', ...step, link: 'br-a', up: false });
    expect(line.words.join(' ')).toBe('link set dev br-a down');
  });

  it('writes a route of another type without a link', () => {
    const route = { table: 101, destination: '10.0.0.0/8', via: null, metric: null, source: null };
    const line = lineOf({
      op: 'route.replace',
      ...step,
      ...route,
      type: 'blackhole',
      link: null,
      onlink: false,
    });
    expect(line.words.join(' ')).toBe('route replace blackhole 10.0.0.0/8 table 101');
  });

  it.each(['', 'two words', 'a\nb', "it's", '"x"', 'a#b', 'a\\b', 'a\tb'])(
    'refuses %j as a word of a line',
    (link) => {
      const bad: Operation<'link.delete'> = { op: 'link.delete', ...step, link };
      expect(() => lineOf(bad)).toThrow(expect.objectContaining({ code: 'HOST_WORD_UNSAFE' }));
    },
  );
});
