/** Follows a packet by the target TRACE. */
import type { HostReader, PacketTracing } from '@vpcctl/sdk';
import { loggerKept, MARKED, marking } from './mark.js';
import { traceSteps } from './steps.js';

/** Seconds to wait for another program that holds iptables' lock. */
const PATIENCE = '10';

export const tracing: PacketTracing = {
  source: 'log',
  async mark(host, packet, logger) {
    const { chain, rule } = marking(packet, logger ?? 'NONE');
    await load(host, [`-I ${chain} ${rule}`]);
  },
  async unmark(host) {
    // Reading a table would load it.
    const loaded = host.readFile('/proc/net/ip_tables_names')?.split('\n') ?? [];
    if (!loaded.includes('raw')) return null;
    const found = (await host.run('iptables-legacy-save', ['-t', 'raw']))
      .split('\n')
      .filter((line) => MARKED.some((chain) => line.startsWith(`-A ${chain} `)))
      .flatMap((line) => {
        const logger = loggerKept(line);
        return logger === null ? [] : [{ line: line.replace('-A', '-D'), logger }];
      });
    if (found.length > 0)
      await load(
        host,
        found.map(({ line }) => line),
      );
    // The lowest one is the oldest.
    return found.at(-1)?.logger ?? null;
  },
  async steps(host, messages) {
    return traceSteps(messages, await host.run('iptables-legacy-save', []));
  },
};

/**
 * Whether a command traces a packet now: the log group 0 has a reader then, which goes with its
 * process (`seq_show` of nfnetlink_log.c).
 */
export function isTracing(host: HostReader): boolean {
  return /^ *0 /m.test(host.readFile('/proc/net/netfilter/nfnetlink_log') ?? '');
}

async function load(host: HostReader, lines: readonly string[]): Promise<void> {
  const input = ['*raw', ...lines, 'COMMIT', ''].join('\n');
  await host.run('iptables-legacy-restore', ['--noflush', '--wait', PATIENCE], input);
}
