import { describe, expect, test } from 'vitest';
import { countIn } from '../scenario/arrivals.js';
import { BASIC } from '../scenario/network.js';
import { deny, group } from '../scenario/resources.js';
import type { Subject } from '../scenario/subject.js';

const send = (from: string, to: string): string =>
  `echo hello | nc -u -q 0 -s ${from.replace(':', ' -p ')} ${to.replace(':', ' ')}`;

/** Datagrams from 6000 to 5000. */
const ANSWERS = 'udp sport 6000 udp dport 5000';

/** Packets that look like a reply of an open connection. */
export function forgedAnswers(subject: () => Subject): void {
  describe('forged replies', () => {
    test('in one VPC do not match a connection of another VPC with the same addresses', async () => {
      const { use, shell, run } = subject();
      await use([...BASIC, group('vpc1', 'public', ['10.0.1.1'], { ingress: [deny()] })]);
      await countIn(subject(), 'vpc1-public', ANSWERS, async (arrived) => {
        // The twin's connection awaits a reply from 10.0.2.1:6000 to 10.0.1.1:5000 ...
        await shell('twin-public', send('10.0.1.1:5000', '10.0.2.1:6000'));
        // ... and this packet comes from another VPC.
        await shell('vpc1-private', send('10.0.2.1:6000', '10.0.1.1:5000'));
        expect(await arrived()).toBe(0);
        await use(BASIC);
        await run('conntrack', ['-F']);
        await shell('vpc1-private', send('10.0.2.1:6000', '10.0.1.1:5000'));
        expect(await arrived()).toBe(1);
      });
    });

    test('to the host are accepted only from the VPC that it connected to', async () => {
      const { use, shell } = subject();
      await use(BASIC);
      await countIn(subject(), null, ANSWERS, async (arrived) => {
        await shell(null, send('10.0.0.1:5000', '10.0.1.1:6000'));
        await shell('twin-public', send('10.0.1.1:6000', '10.0.0.1:5000'));
        expect(await arrived()).toBe(0);
        await shell('vpc1-public', send('10.0.1.1:6000', '10.0.0.1:5000'));
        expect(await arrived()).toBe(1);
      });
    });

    test('from the uplink to connections inside a VPC are dropped', async () => {
      const { use, shell, internet } = subject();
      await use(BASIC);
      await countIn(subject(), 'vpc2-public', ANSWERS, async (arrived) => {
        const way = 'ip addr add 172.16.2.1/32 dev lo; ip route add 172.16.1.1 via 203.0.113.2';
        await internet(way);
        await shell('vpc2-public', send('172.16.1.1:5000', '172.16.2.1:6000'));
        await internet(send('172.16.2.1:6000', '172.16.1.1:5000'));
        expect(await arrived()).toBe(0);
        await internet(way.replaceAll(' add ', ' del '));
      });
    });
  });
}
