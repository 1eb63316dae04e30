/** Follows a packet by `nftrace`, which a rule in a table of its own sets. */
import type { HostReader, Json, PacketTracing } from '@vpcctl/sdk';
import { tracing as marking, TABLE, untracing } from './mark.js';
import { traceSteps } from './steps.js';

export const tracing: PacketTracing = {
  source: 'nf_tables',
  async mark(host, packet) {
    await host.nft(['-f', '-'], marking(packet));
  },
  async unmark(host) {
    await host.nft(['-f', '-'], untracing());
    return null;
  },
  async steps(host, messages) {
    const met = messages.filter(({ table }) => table !== TABLE);
    const tables = [...new Set(met.map(({ family, table }) => `${family} ${table}`))];
    return traceSteps(met, await Promise.all(tables.map((name) => listing(host, name))));
  },
};

/** @param name family and table, as the kernel's own messages have them */
async function listing(host: HostReader, name: string): Promise<Json> {
  const [family = '', table = ''] = name.split(' ');
  const text = await host.nft(['-j', 'list', 'table', family, table]);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
