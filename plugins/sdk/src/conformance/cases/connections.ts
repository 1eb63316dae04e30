import { describe, expect, test } from 'vitest';
import type { Resource } from '../../resource/resource.js';
import { BASIC } from '../scenario/network.js';
import { PATIENT } from '../scenario/probe.js';
import { allow, group, peering, tcp } from '../scenario/resources.js';
import type { Subject } from '../scenario/subject.js';

const PEERED = peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.0.0/16']);
const OTHER = peering(['vpc1', '10.0.0.0/16'], ['vpc4', '172.20.0.0/16']);
const INGRESS = group('vpc2', 'public', ['172.16.1.1'], { ingress: [allow(tcp(8080))] });

/**
 * A TCP connection from vpc1 to vpc2 that sends before and after a change of the policy; the answer
 * after it.
 */
async function heardAfter(
  subject: Subject,
  first: readonly Resource[],
  next: readonly Resource[],
  patience: number,
  meanwhile = 'true',
): Promise<string> {
  await subject.use([...BASIC, ...first]);
  await subject.shell(null, 'mkfifo /run/first /run/second');
  const talking = subject.shell(
    'vpc1-public',
    `exec 3<>/dev/tcp/172.16.1.1/8080; echo first >&3; read -r -t 2 heard <&3; echo $heard > /run/first
     read -r _ < /run/second; echo second >&3; read -r -t ${patience} heard <&3 && echo $heard`,
  );
  expect((await subject.shell(null, 'cat /run/first')).stdout).toBe('first\n');
  await subject.use([...BASIC, ...next]);
  await subject.shell(null, meanwhile);
  await subject.shell(null, 'echo > /run/second; rm /run/first /run/second');
  return (await talking).stdout;
}

/** Connections that are open while the policy changes. */
export function connections(subject: () => Subject): void {
  describe('an open connection', () => {
    test.each<[string, readonly Resource[], readonly Resource[]]>([
      ['another peering', [PEERED], [PEERED, OTHER]],
      ['a group that allows it', [PEERED], [PEERED, INGRESS]],
      [
        'its group, which no longer does: only new ones ask',
        [PEERED, INGRESS],
        [PEERED, group('vpc2', 'public', ['172.16.1.1'], { ingress: [] })],
      ],
    ])('is kept by a change of %s', async (_what, first, next) => {
      expect(await heardAfter(subject(), first, next, PATIENT)).toBe('second\n');
    });

    test('is not picked up in the middle after a conntrack flush', async () => {
      expect(await heardAfter(subject(), [PEERED], [PEERED], 0.5, 'conntrack -F')).toBe('');
    });

    test('is cut when its peering is removed', async () => {
      expect(await heardAfter(subject(), [PEERED], [], 0.5)).toBe('');
    });
  });
}
