import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../support/host/lab.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
});
afterAll(() => host.stop());

const facts = (tables: boolean) => host.ask(z.json(), { do: 'facts', tables });

describe('readHostFacts', () => {
  it('reads the lab in which it runs, and not the machine around it', async () => {
    expect(await facts(false)).toEqual({
      interfaces: expect.arrayContaining(['lo', 'eth0']),
      namespaces: [],
      routes: [
        { destination: '0.0.0.0/0', gateway: '203.0.113.1', interface: 'eth0', metric: 0 },
        { destination: '203.0.113.0/24', gateway: null, interface: 'eth0', metric: 0 },
      ],
      addresses: [],
      uplinks: [],
      running: [],
      tables: [],
      backends: [],
      filters: [],
      firewallPrograms: [],
      listeners: [],
      sysctls: {
        'net/ipv4/ip_forward': '0',
        'net/ipv4/conf/all/accept_redirects': expect.stringMatching(/^[01]$/),
      },
    });
  });

  it('includes new objects', async () => {
    await host.shell(
      'ip link add br-a.b type bridge; ip netns add web; ip rule add lookup 1234; ' +
        'ip rule add priority 7 unreachable; ip route add unreachable 10.0.0.0/8; ' +
        'ip route add 10.1.0.0/16 dev eth0 metric 7; sysctl -qw net.ipv4.ip_forward=1',
    );
    expect(await facts(true)).toMatchObject({
      interfaces: expect.arrayContaining(['br-a.b']),
      namespaces: ['web'],
      routes: expect.arrayContaining([
        { destination: '10.1.0.0/16', gateway: null, interface: 'eth0', metric: 7 },
      ]),
      tables: [253, 254, 255, 1234],
      sysctls: { 'net/ipv4/ip_forward': '1' },
    });
  });
});
