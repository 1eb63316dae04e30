import { describe, expect, test } from 'vitest';
import { countIn } from '../scenario/arrivals.js';
import { BASIC } from '../scenario/network.js';
import { echoes, pings } from '../scenario/probe.js';
import { forward } from '../scenario/resources.js';
import type { Subject } from '../scenario/subject.js';

const EXCEEDED = 'icmp type time-exceeded';
/** The rate of ICMP errors that the host sends to one address. */
const RATE = '/proc/sys/net/ipv4/icmp_ratelimit';
/** Upstream has the address of a workload, and a route to another workload. */
const WAY = 'ip addr add 10.0.2.1/32 dev lo; ip route add 10.0.1.1 via 203.0.113.2';

/** A packet that ends at the router. */
const ending = (to: string, from = ''): string => `ping -n -c 1 -W 1 -t 1 ${from} ${to}`;

/** Runs while upstream has `WAY`. */
async function forging({ internet }: Subject, use: () => Promise<void>): Promise<void> {
  await internet(WAY);
  try {
    await use();
  } finally {
    await internet(WAY.replaceAll(' add ', ' del '));
  }
}

/**
 * A router's errors about a packet go to its sender (RFC 1812, 4.3.2), and to no one else.
 */
export function errors(subject: () => Subject): void {
  describe('errors of the router', () => {
    test('reach the sender of the packet, also where another VPC has the same addresses', async () => {
      const { use, shell } = subject();
      await use(BASIC);
      const limited = await shell(null, `cat ${RATE}`);
      await shell(null, `echo 0 > ${RATE}`);
      try {
        for (const [vpc, other] of [
          ['vpc1', 'twin'],
          ['twin', 'vpc1'],
        ] as const) {
          await countIn(subject(), `${other}-public`, EXCEEDED, async (arrived) => {
            const { stdout } = await shell(`${vpc}-public`, ending('10.0.2.1'));
            expect(stdout).toContain('Time to live exceeded');
            expect(await arrived()).toBe(0);
          });
        }
      } finally {
        await shell(null, `echo ${limited.stdout.trim()} > ${RATE}`);
      }
    });

    test('about spoofed packets from beyond the uplink do not reach the workload with that address', async () => {
      const { use, internet } = subject();
      await use(BASIC);
      await countIn(subject(), 'vpc1-private', EXCEEDED, (arrived) =>
        forging(subject(), async () => {
          await internet(ending('10.0.1.1', '-I 10.0.2.1'));
          expect(await arrived()).toBe(0);
        }),
      );
    });

    test('and replies do not leave by another router, also while their routing rule is missing', async () => {
      const { use, shell } = subject();
      await use(BASIC);
      const rule = (change: string) =>
        shell(null, `ip rule ${change} fwmark 7003 lookup 7003 priority 7003`);
      await countIn(subject(), 'vpc1-public', 'icmp type echo-reply', async (arrived) => {
        await rule('del');
        try {
          expect(await pings('twin-public', '10.0.0.1')(subject(), 1)).toBe(false);
          expect(await arrived()).toBe(0);
        } finally {
          await rule('add');
        }
        expect(await pings('twin-public', '10.0.0.1')(subject())).toBe(true);
      });
    });

    test('nor do replies of the target of a port forward', async () => {
      const { use, internet } = subject();
      await use([
        ...BASIC,
        forward(['vpc1', 7001], 7080, [['10.0.1.1', 8080]], { protocol: 'udp' }),
      ]);
      const ask = 'echo hello | nc -u -q 0 -p 6000 203.0.113.2 7080';
      await countIn(subject(), 'vpc1-private', 'udp sport {7080, 8080} udp dport 6000', (arrived) =>
        forging(subject(), async () => {
          await internet(`${ask} -s 10.0.2.1`);
          expect(await echoes('internet', '203.0.113.2', 7080, 'udp')(subject())).toBe('open');
          expect(await arrived()).toBe(0);
        }),
      );
    });
  });
}
