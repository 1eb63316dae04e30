import type { Operation } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { withoutLinks } from '../../../../src/engine/model/compile.js';

const step = { phase: 'create', namespace: null, resources: [], why: 'a test' } as const;
const route = { type: 'unicast', table: 7, destination: null, via: null, onlink: false } as const;

describe('without the operations on a link', () => {
  const gone: readonly Operation[] = [
    { op: 'link.set', ...step, link: 'a', up: true },
    { op: 'route.add', ...step, ...route, link: 'a', metric: null, source: null },
    { op: 'qdisc.delete', ...step, link: 'a', parent: 'root' },
    { op: 'sysctl.set', ...step, link: 'a', key: 'net/ipv4/conf/a/rp_filter', value: '0' },
  ];
  const stays: readonly Operation[] = [
    { op: 'link.set', ...step, link: 'b', up: true },
    // A link of that name in a namespace is another link.
    { op: 'link.set', ...step, namespace: 'a', link: 'a', up: true },
    // Names of other things do not count.
    { op: 'namespace.add', ...step, name: 'a' },
    { op: 'altname.add', ...step, link: 'b', altname: 'a' },
    { op: 'sysctl.set', ...step, link: null, key: 'net/ipv4/ip_forward', value: '1' },
    { op: 'program.run', ...step, program: 'a', arguments: ['a'], input: null },
  ];

  it('all others stay, in their order', () => {
    const mixed = stays.flatMap((each, at) => [...gone.slice(at, at + 1), each]);
    expect(withoutLinks(mixed, new Set(['a']))).toEqual(stays);
  });

  it('none is left out where no link is named', () => {
    expect(withoutLinks([...gone, ...stays], new Set())).toEqual([...gone, ...stays]);
  });
});
