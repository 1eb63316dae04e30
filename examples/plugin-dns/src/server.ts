import { daemonFile, type Resource } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';

/** What a `dns-server` is. */
export const serverSchema = z.object({
  /** Of the daemon. */
  name: z.string(),
  /** It listens at the address of this interface, and no other. */
  interface: z.string(),
  port: z.number(),
  /** It answers for all names of this domain and all addresses of this network, also that there is none. */
  domain: z.string(),
  cidr: z.string(),
  records: z.array(z.object({ name: z.string(), address: z.string() })).readonly(),
  /** Whether it asks the host's resolvers for other names; else it refuses. */
  asksOthers: z.boolean(),
});
export type DnsServerAttributes = z.infer<typeof serverSchema>;
export type DnsServer = Resource<'dns-server', DnsServerAttributes>;

/** The arguments of its dnsmasq. All that it is told is there: no file of the host is read but resolv.conf. Pure. */
export function dnsmasqArguments(server: DnsServerAttributes): string[] {
  return [
    `--pid-file=${daemonFile(server.name)}`,
    '--conf-file=/dev/null',
    '--no-hosts',
    ...(server.asksOthers ? ['--domain-needed'] : ['--no-resolv']),
    `--interface=${server.interface}`,
    // dnsmasq adds it to what it is told.
    '--except-interface=lo',
    '--bind-interfaces',
    `--port=${server.port}`,
    `--local=/${server.domain}/`,
    `--rev-server=${server.cidr}`,
    ...server.records.map(({ name, address }) => `--host-record=${name},${address}`),
  ];
}
