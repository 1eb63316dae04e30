import type { Veth } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import type { ObservedLink } from '../../../../src/host/iproute2/ip/parse.js';
import type { Snapshot } from '../../../../src/host/iproute2/ip/snapshot.js';
import { deviationsOf, observeVeth } from '../../../../src/host/iproute2/observe-links.js';

const PORT: Veth = {
  ...{ kind: 'veth', id: 'veth:veth-vpc1-a', why: 'a test' },
  attributes: {
    ...{ name: 'veth-vpc1-a', altname: null, mac: '02:00:00:00:00:01', bridge: 'br-vpc1' },
    alias: 'vpcctl:vpc1/a',
    peer: { name: 'veth-ns-a', altname: null, mac: '02:00:00:00:00:02', namespace: 'vpc1-a' },
  },
};

type PortState = Pick<ObservedLink, 'operstate'> & {
  readonly state: string;
  readonly learning?: boolean;
  readonly locked?: boolean;
};

const end = (some: Partial<ObservedLink>): ObservedLink => ({
  ...{ ifindex: 1, ifname: '', flags: ['UP'], operstate: true, altnames: [], linkinfo: {} },
  ...some,
});

function host(links: readonly ObservedLink[]): Snapshot {
  const nothing = { readable: true, addresses: new Map(), routes: [], rules: [], neighbours: [] };
  return { ...nothing, links: new Map(links.map((link) => [link.ifname, link])) };
}

/** What is wrong with the port, where the kernel says `port` of it. */
function wrong({ operstate, ...data }: PortState, flags = ['UP']): readonly string[] {
  const port = end({
    ...{ ifindex: 7, ifname: 'veth-vpc1-a', link_index: 2, operstate, master: 'br-vpc1' },
    ...{ address: '02:00:00:00:00:01', ifalias: 'vpcctl:vpc1/a' },
    linkinfo: { info_kind: 'veth', info_slave_data: { isolated: true, flood: false, ...data } },
  });
  const guest = end({
    ...{ flags, ifindex: 2, ifname: 'veth-ns-a', link_index: 7, address: '02:00:00:00:00:02' },
    linkinfo: { info_kind: 'veth' },
  });
  const seen = new Map([
    [null, host([port])],
    ['vpc1-a', host([guest])],
  ]);
  const observed = observeVeth(PORT, seen, true);
  expect(observed).not.toBeNull();
  return observed === null ? [] : deviationsOf(observed);
}

describe('the port of a workload', () => {
  it('is right while it forwards', () => {
    expect(wrong({ operstate: true, state: 'forwarding' })).toEqual([]);
  });

  it('is a deviation where another program has disabled it', () => {
    expect(wrong({ operstate: true, state: 'disabled' })).toEqual(['disabled']);
  });

  it('is a deviation where it learns nothing, and is not locked', () => {
    const state = { operstate: true, state: 'forwarding', learning: false };
    expect(wrong({ ...state, locked: false })).toEqual(['learns no MACs']);
    expect(wrong({ ...state, locked: true })).toEqual([]);
  });

  it('is a deviation where the other end answers no ARP', () => {
    const state = { operstate: true, state: 'forwarding' };
    expect(wrong(state, ['UP', 'NOARP'])).toEqual(['peer without ARP']);
  });

  it('is none where it just came up, and the bridge does not know of its carrier yet', () => {
    expect(wrong({ operstate: false, state: 'disabled' })).toEqual([]);
  });
});
