import type { HostReader, Operation } from '@vpcctl/sdk';
import { filter, router } from '@vpcctl/sdk/conformance';
import { describe, expect, it } from 'vitest';
import { flushConnections } from '../../../../src/host/conntrack/flush.js';
import { stepFailure } from '../../../../src/host/process/failure.js';

const flush: Operation<'conntrack.flush'> = {
  ...{ op: 'conntrack.flush', phase: 'configure', namespace: null, resources: [], why: 'a test' },
  ...{
    vpcs: [7001],
    deleted: [],
    gone: [],
    opened: [],
    policy: [filter, router('vpc1', 7001, '10.0.0.1')],
  },
};

const line = (port: number) =>
  `udp 17 29 src=10.0.1.1 dst=10.0.2.1 sport=9 dport=${port} zone-orig=7001 [UNREPLIED] src=10.0.2.1 dst=10.0.1.1 sport=${port} dport=9 mark=7001 use=1\n`;

/** A host whose conntrack says `said`, so many times, while it ends the first of the connections. */
function hostThatFails(times: number, said: string) {
  const ports = [1, 2, 3, 4];
  let left = times;
  const host: HostReader = {
    nft: async () => '',
    readFile: () => null,
    async run(program, args, input = '') {
      if (args[0] === '-L') return ports.map(line).join('');
      const lines = input.split('\n').filter((each) => each !== '');
      left -= 1;
      // Of a file it runs the lines up to the one that fails.
      const count = left < 0 ? lines.length : 1;
      for (const each of lines.slice(0, count)) {
        const port = Number(/--orig-port-dst (\d+)/.exec(each)?.[1]);
        ports.splice(ports.indexOf(port), 1);
      }
      if (left < 0) return '';
      throw stepFailure({ program, args, input, stderr: said, exitCode: 1, ending: 'exit code 1' });
    },
  };
  return { host, ports };
}

const VANISHED =
  "conntrack v1.4.7 (conntrack-tools): Operation failed: such conntrack doesn't exist\n";

describe('by programs', () => {
  it.each([0, 1, 3])(
    'connections that vanish meanwhile are no failure (%i times)',
    async (times) => {
      const { host, ports } = hostThatFails(times, VANISHED);
      await flushConnections(flush, host);
      expect(ports).toEqual([]);
    },
  );

  it('any other failure is one', async () => {
    const { host } = hostThatFails(1, 'Operation not permitted\n');
    await expect(flushConnections(flush, host)).rejects.toThrow('Operation not permitted');
  });
});
