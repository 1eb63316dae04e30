import type { FlowVerdict, FlowView } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { type HostView, reach, reachModelOf } from '../../../../src/model/reach/index.js';
import { type Hindrance, vpcEnd } from '../../../../src/model/traffic/index.js';
import { APART, flowOf } from '../../../support/reach/ask.js';
import { lowered } from '../../../support/reach/forwards.js';

const HINDRANCE: Hindrance = {
  ...{ vpcs: ['vpc1'], says: 'rule 5 is in the way', stops: [], program: null, fix: 'remove it' },
};

const hostWith = (...hindrances: Hindrance[]): HostView => ({
  addresses: ['203.0.113.2'],
  routes: [{ destination: '0.0.0.0/0', gateway: '203.0.113.1', interface: 'eth0', metric: 0 }],
  uplinks: ['eth0'],
  hindrances,
});

describe('a hindrance', () => {
  const vpc1 = vpcEnd('vpc1');
  const inside: Hindrance = { ...HINDRANCE, stops: [{ from: vpc1, to: vpc1 }] };
  const says = (text: string, host: HostView) => {
    const { reachable, receivers, steps, decided } = reach(
      reachModelOf(lowered(...APART), host),
      flowOf(text),
    );
    return { reachable, receivers, at: decided.at, last: steps.at(-1)?.says };
  };

  it('ends the way of the packets that it stops, with the way out', () => {
    expect(says('vpc1/private -> vpc1/public', hostWith(inside))).toEqual({
      ...{ reachable: false, receivers: [], at: 'this host', last: 'way out: remove it' },
    });
    expect(says('vpc1/public -> 198.51.100.8', hostWith(inside))).toMatchObject({
      ...{ reachable: true, receivers: ['internet'] },
    });
  });

  it('ends the way of those whose reply it stops', () => {
    const back: Hindrance = { ...HINDRANCE, stops: [{ from: 'internet', to: vpc1 }] };
    expect(says('vpc1/public -> 198.51.100.8', hostWith(back)).reachable).toBe(false);
    expect(says('host -> vpc1/public', hostWith(back)).reachable).toBe(true);
  });

  it('that stops nothing for certain changes no answer', () => {
    expect(says('vpc1/private -> vpc1/public', hostWith(HINDRANCE)).reachable).toBe(true);
  });

  it('says why the host has no route', () => {
    const out: Hindrance = { ...HINDRANCE, stops: [{ from: vpc1, to: 'internet' }] };
    const host = { ...hostWith(out), routes: [] } as HostView;
    expect(says('vpc1/public -> 198.51.100.8', host)).toMatchObject({
      ...{ reachable: false, at: 'this host', last: 'way out: remove it' },
    });
  });
});

describe('a feature that drops packets', () => {
  const ask = (verdict: FlowVerdict | null, seen: FlowView[] = []) => {
    const judge = (packet: FlowView) => {
      seen.push(packet);
      return verdict;
    };
    const model = { ...reachModelOf(lowered(...APART)), judges: [{ feature: 'ban', judge }] };
    return reach(model, flowOf('vpc1/private -> vpc1/public:80'));
  };

  it('is asked about the receiver, and its no is a no', () => {
    const seen: FlowView[] = [];
    const verdict = ask({ passes: false, says: 'it is banned' }, seen);
    expect(verdict).toMatchObject({
      ...{ reachable: false, receivers: [] },
      decided: { at: 'feature ban', says: 'it is banned' },
    });
    const names = { place: 'workload', vpc: 'vpc1', instance: null };
    expect(seen).toEqual([
      {
        from: { ...names, subnet: 'private', address: '10.0.2.1' },
        to: { ...names, subnet: 'public', address: '10.0.1.1' },
        ...{ protocol: 'tcp', port: 80 },
      },
    ]);
  });

  it('that says yes or nothing changes nothing; what it does not know is said', () => {
    for (const verdict of [null, { passes: true, says: 'it is not' }]) {
      expect(ask(verdict).reachable).toBe(true);
    }
    const { reachable, steps } = ask({ passes: null, says: 'its list is on the host' });
    expect(reachable).toBe(true);
    expect(steps.at(-1)?.says).toBe('unknown: its list is on the host');
  });
});

describe('with the backend none', () => {
  const { state, resources } = lowered(...APART);
  const none = { state: { ...state, backend: { name: 'none' } }, resources };
  const reachable = (text: string) => reach(reachModelOf(none, hostWith()), flowOf(text)).reachable;

  it('nothing is isolated: routes alone decide', () => {
    expect(reachable('vpc1/private -> vpc2/web')).toBe(true);
    expect(reachable('vpc2/web -> vpc1/private:22')).toBe(true);
    expect(reachable('vpc1/private -> 203.0.113.2:22')).toBe(true);
    expect(reachable('internet -> vpc1/private:22')).toBe(true);
  });

  it('and nothing is masqueraded, so no reply comes from the internet', () => {
    expect(reachable('vpc1/public -> 198.51.100.8')).toBe(false);
  });
});
