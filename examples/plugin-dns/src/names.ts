import { ipv4Of, type WorkloadView } from '@vpcctl/sdk';

/** A name and its address; the address has that name, too. */
export type DnsRecord = { name: string; address: string };

/** The domain of a VPC: `vpc1.internal`. ICANN keeps `internal` free for such use. */
export function domainOf(vpc: string): string {
  return `${vpc}.internal`;
}

/**
 * A record for each workload, in the order of their names: `public.vpc1.internal` is a subnet's own, and
 * `web1.public.vpc1.internal` an instance. Names of vpcctl are labels already (RFC 1123), so they can't meet. Pure.
 */
export function recordsOf(vpc: string, workloads: readonly WorkloadView[]): DnsRecord[] {
  return workloads
    .map(({ subnet, instance, addresses }) => {
      const labels = instance === null ? [subnet] : [instance, subnet];
      return { name: [...labels, domainOf(vpc)].join('.'), address: ipv4Of(addresses).text };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
