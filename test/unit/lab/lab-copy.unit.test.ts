import { describe, expect, it } from 'vitest';
import { labCopyLinks, labCopyTrouble } from '../../../src/lab/lab-copy.js';

describe('the links of a lab copy', () => {
  it('are none where VPCs only name eth0, the uplink of every lab', () => {
    expect(labCopyLinks({ uplinks: [] })).toEqual({ here: [], there: [] });
    expect(labCopyLinks({ uplinks: [{ interface: 'eth0', gateway: null }] })).toEqual({
      here: [],
      there: [],
    });
    const known = [{ interface: 'eth0', gateway: '203.0.113.1' }];
    expect(labCopyLinks({ uplinks: known })).toEqual({ here: [], there: [] });
  });

  it('replace an uplink, with its known gateways', () => {
    const { here, there } = labCopyLinks({
      uplinks: [
        { interface: 'wan0', gateway: '192.168.7.1' },
        { interface: 'wan0', gateway: null },
        { interface: 'wan1', gateway: '192.168.8.1' },
        { interface: 'eth0', gateway: '172.31.0.1' },
      ],
    });
    expect(here).toEqual([
      'link add wan0 type veth peer name uplink0 netns /run/vpcctl-lab/internet',
      'addr add 192.0.2.2/30 dev wan0',
      'link set wan0 up',
      'link add wan1 type veth peer name uplink1 netns /run/vpcctl-lab/internet',
      'addr add 192.0.2.6/30 dev wan1',
      'link set wan1 up',
      'route replace 192.168.7.1/32 dev wan0',
      'route replace default via 192.0.2.1 dev wan0',
      'route replace 192.168.8.1/32 dev wan1',
      'route replace 172.31.0.1/32 dev eth0',
    ]);
    expect(there).toEqual([
      'addr add 192.0.2.1/30 dev uplink0',
      'link set uplink0 up',
      'addr add 192.0.2.5/30 dev uplink1',
      'link set uplink1 up',
      'addr replace 192.168.7.1/32 dev uplink0',
      'addr replace 192.168.8.1/32 dev uplink1',
      'addr replace 172.31.0.1/32 dev eth0',
    ]);
  });
});

describe('networks behind an uplink', () => {
  it('are routed to the lab, except the network of the lab itself', () => {
    const known = ['10.0.0.0/16', '203.0.113.0/25', '198.51.100.0/24', '192.0.2.0/24'];
    expect(labCopyLinks({ uplinks: [], knownOutside: known })).toEqual({
      here: [],
      there: ['route replace 10.0.0.0/16 via 203.0.113.2'],
    });
  });
});

it('a lab copy has placeholders for attached namespaces', () => {
  expect(labCopyLinks({ uplinks: [], namespaces: ['web', 'db'] })).toEqual({
    here: ['web', 'db'].flatMap((name) => [
      `netns add ${name}`,
      `netns exec ${name} ip link set lo up`,
    ]),
    there: [],
  });
});

describe('the reason why a lab copy could not be built', () => {
  const failed = (text: string) => `something before\nvpcctl-lab: replay failed\n${text}\n`;

  it('is the error of replay', () => {
    const error = { code: 'X', message: 'no such thing', hints: ['fix it'], exitCode: 1 };
    expect(labCopyTrouble(failed(JSON.stringify({ error })))).toMatchObject({
      code: 'REHEARSAL_FAILED',
      message: 'the rehearsal copy could not be built: no such thing',
      hints: ['fix it', 'nothing of the real host was changed'],
    });
  });

  it.each(['', 'Killed', '{"error": null}', '[]', '{'])(
    'is reported for any output: %j',
    (text) => {
      expect(labCopyTrouble(failed(text))?.message).toBe(
        `the rehearsal copy could not be built: ${text || 'no message'}`,
      );
    },
  );

  it('is missing where the lab itself could not be made', () => {
    expect(labCopyTrouble('unshare: Operation not permitted\n')).toBeNull();
  });
});
