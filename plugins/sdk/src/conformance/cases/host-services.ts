import { describe, expect, test } from 'vitest';
import { BASIC, vpc1 } from '../scenario/network.js';
import { connects, echoes, internetConnects, pings } from '../scenario/probe.js';
import { allow, deny, forward, group, hostService, peering, tcp } from '../scenario/resources.js';
import { backInto } from '../scenario/scenario.js';
import type { Subject } from '../scenario/subject.js';
import { expectVerdicts } from '../scenario/verdicts.js';

const VPC1 = ['vpc1', '10.0.0.1'] as const;
const TWIN = ['twin', '10.0.0.1'] as const;
const GATEWAY = '10.0.0.1';
/** A port where the host listens, at all of its addresses; and one where nothing listens. */
const LISTENER = 9001;
const SILENT = 9002;

const service = hostService(VPC1, 53, LISTENER, ['10.0.2.1']);
const asked = echoes('vpc1-private', GATEWAY, 53);
const aside = echoes('vpc1-public', GATEWAY, 53);

/** Host services: for the named workloads, at the named port, and for no one else. */
export function hostServices(subject: () => Subject): void {
  describe('a service of the host', () => {
    test('serves its workloads, and no one else', async () => {
      const peered = peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.0.0/16']);
      await subject().use([...BASIC, peered, service]);
      await expectVerdicts(subject(), [
        ['its workload', asked, 'open'],
        ['another workload', aside, 'dropped'],
        ['a peer', connects('vpc2-public', GATEWAY, 53), 'dropped'],
        ["a peer, at its own gateway's", connects('vpc2-public', '172.16.0.1', 53), 'dropped'],
        ['the twin', connects('twin-private', GATEWAY, 53), 'dropped'],
        ['the internet', internetConnects(GATEWAY, 53), 'refused'],
        ['datagrams', echoes('vpc1-private', GATEWAY, 53, 'udp'), 'dropped'],
        ['another address of the host', connects('vpc1-private', '203.0.113.2', 53), 'dropped'],
        ['another port', connects('vpc1-private', GATEWAY, 9000), 'dropped'],
        ['echo, as ever', pings('vpc1-private', GATEWAY), true],
      ]);
    });

    test('can not be reached at its listening port from anywhere', async () => {
      const datagrams = hostService(VPC1, 53, LISTENER, ['10.0.2.1'], 'udp');
      await subject().use([...BASIC, service, datagrams]);
      await expectVerdicts(subject(), [
        ['its workload', connects('vpc1-private', GATEWAY, LISTENER), 'dropped'],
        ['its workload, datagrams', echoes('vpc1-private', GATEWAY, LISTENER, 'udp'), 'dropped'],
        ['the twin', connects('twin-private', GATEWAY, LISTENER), 'dropped'],
        ['the internet', internetConnects(GATEWAY, LISTENER), 'dropped'],
        ['the internet, datagrams', echoes('internet', GATEWAY, LISTENER, 'udp'), 'dropped'],
        ['the host', connects(null, GATEWAY, LISTENER), 'dropped'],
        ['that port of another address', internetConnects('203.0.113.2', LISTENER), 'open'],
        ['the other ports', internetConnects(GATEWAY, 9000), 'open'],
      ]);
    });

    test('answers datagrams', async () => {
      const datagrams = hostService(VPC1, 53, LISTENER, ['10.0.2.1'], 'udp');
      await subject().use([...BASIC, datagrams]);
      await expectVerdicts(subject(), [
        ['its workload', echoes('vpc1-private', GATEWAY, 53, 'udp'), 'open'],
        ['no connections', asked, 'dropped'],
      ]);
    });

    test.each([
      ['the one VPC', LISTENER, SILENT, 'open', 'refused'],
      ['its twin', SILENT, LISTENER, 'refused', 'open'],
    ] as const)(
      'of %s is its own, though both have one gateway',
      async (_of, one, other, here, there) => {
        await subject().use([
          ...BASIC,
          hostService(VPC1, 53, one, ['10.0.2.1']),
          hostService(TWIN, 53, other, ['10.0.2.1']),
          hostService(VPC1, 53, one, ['10.0.2.1'], 'udp'),
          hostService(TWIN, 53, other, ['10.0.2.1'], 'udp'),
        ]);
        await expectVerdicts(subject(), [
          ['its own', asked, here],
          ["the twin's", echoes('twin-private', GATEWAY, 53), there],
          ['its own, datagrams', echoes('vpc1-private', GATEWAY, 53, 'udp'), here],
          ["the twin's, datagrams", echoes('twin-private', GATEWAY, 53, 'udp'), there],
        ]);
      },
    );

    test('of the same port can be another one for other workloads', async () => {
      await subject().use([...BASIC, service, hostService(VPC1, 53, SILENT, ['10.0.1.1'])]);
      await expectVerdicts(subject(), [
        ['one', asked, 'open'],
        ['the other', aside, 'refused'],
      ]);
    });

    test.each([
      ['lets it be asked', [allow({ ...tcp(53), remotes: ['10.0.0.1/32'] })], 'open'],
      ['speaks of the port where it listens', [allow(tcp(LISTENER))], 'dropped'],
      ['denies it', [deny(tcp(53)), allow()], 'dropped'],
      ['lets nothing out', [], 'dropped'],
    ] as const)('with a group of the sender that %s', async (_what, egress, expected) => {
      await subject().use([...BASIC, service, group('vpc1', 'private', ['10.0.2.1'], { egress })]);
      await expectVerdicts(subject(), [['asked', asked, expected]]);
    });

    test('comes before a port forward of the same port', async () => {
      const everybody = [backInto(vpc1), forward(['vpc1', 7001], 53, [['10.0.2.1', 8081]])];
      await subject().use([...BASIC, ...everybody, hostService(VPC1, 53, SILENT, ['10.0.2.1'])]);
      await expectVerdicts(subject(), [
        ['its workload', asked, 'refused'],
        ['the others', aside, 'open'],
      ]);
    });

    test('cuts the open connection of a workload that it no longer serves', async () => {
      const { use, shell } = subject();
      await use([...BASIC, service]);
      await shell(null, 'mkfifo /run/first /run/second');
      const talking = shell(
        'vpc1-private',
        `exec 3<>/dev/tcp/${GATEWAY}/53; echo first >&3; read -r -t 2 heard <&3; echo $heard > /run/first
         read -r _ < /run/second; echo second >&3; read -r -t 0.5 heard <&3 && echo $heard`,
      );
      expect((await shell(null, 'cat /run/first')).stdout).toBe('first\n');
      await use([...BASIC, hostService(VPC1, 53, LISTENER, ['10.0.1.1'])]);
      await shell(null, 'echo > /run/second; rm /run/first /run/second');
      expect((await talking).stdout).toBe('');
    });

    test('is created, changed and removed alone, and is observed', async () => {
      const both = hostService(VPC1, 53, LISTENER, ['10.0.1.1', '10.0.2.1']);
      const other = hostService(VPC1, 54, SILENT, ['10.0.2.1']);
      for (const [policy, expected, expectedAside] of [
        [[...BASIC, other, service], 'open', 'dropped'],
        [[...BASIC, other, both], 'open', 'open'],
        [[...BASIC, other, hostService(VPC1, 55, LISTENER, ['10.0.2.1'])], 'dropped', 'dropped'],
        [[...BASIC, both], 'open', 'open'],
        [[...BASIC, other], 'dropped', 'dropped'],
      ] as const) {
        await subject().use(policy);
        expect(new Set(await subject().observe(policy))).toEqual(new Set(policy));
        await expectVerdicts(subject(), [
          ['asked', asked, expected],
          ['aside', aside, expectedAside],
        ]);
      }
    });
  });
}
