import type { HostUplink, Place } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { nextPlace } from '../../../../src/engine/context/place.js';

const uplink = (name: string, some: Partial<HostUplink> = {}): HostUplink => ({
  ...{ interface: name, gateway: '192.0.2.1', addresses: ['192.0.2.2'] },
  ...{ isDefault: true, isRouted: true, ...some },
});

const NEW: Place = { host: 'local', uplinks: [], running: null };
const next = (before: Place, uplinks: HostUplink[], running = ['eth0']) =>
  nextPlace(before, { uplinks, running });
const shown = ({ uplinks }: Place) =>
  uplinks.map(
    ({ interface: name, number, gateway, isDefault }) =>
      `${number} ${name} ${gateway}${isDefault ? ' default' : ''}`,
  );

describe('the place of a host', () => {
  it('has its uplinks, each with a number that it keeps', () => {
    const first = next(NEW, [uplink('eth0')]);
    expect(shown(first)).toEqual(['1 eth0 192.0.2.1 default']);
    const both = next(first, [uplink('eth1'), uplink('eth0')]);
    expect(shown(both)).toEqual(['2 eth1 192.0.2.1 default', '1 eth0 192.0.2.1 default']);
  });

  it('is the same object while nothing changes', () => {
    const first = next(NEW, [uplink('eth0')]);
    expect(next(first, [uplink('eth0')])).toBe(first);
  });

  it('forgets that an uplink was a default one when another is, but not its gateway', () => {
    const first = next(NEW, [uplink('eth0')]);
    const other = next(first, [uplink('eth1')]);
    expect(shown(other)).toEqual(['2 eth1 192.0.2.1 default', '1 eth0 192.0.2.1']);
    const down = { gateway: null, isDefault: false, isRouted: false };
    expect(shown(next(first, [uplink('eth1'), uplink('eth0', down)]))).toEqual(shown(other));
  });

  it('keeps the default uplinks of before while the host has no default route', () => {
    const first = next(NEW, [uplink('eth0')]);
    expect(shown(next(first, []))).toEqual(['1 eth0 192.0.2.1 default']);
  });

  it('leaves out interfaces that lead nowhere, as bridges of VPCs', () => {
    const bridge = uplink('br-a', { gateway: null, isDefault: false, isRouted: false });
    expect(shown(next(NEW, [uplink('eth0'), bridge]))).toEqual(['1 eth0 192.0.2.1 default']);
  });

  it('knows which interfaces are up, and keeps the uplinks as they are meanwhile', () => {
    const first = next(NEW, [uplink('eth0')], ['lo', 'eth0']);
    expect(first.running).toEqual(['eth0', 'lo']);
    const other = next(first, [uplink('eth0')], ['lo']);
    expect(other.running).toEqual(['lo']);
    expect(other.uplinks).toBe(first.uplinks);
  });
});
