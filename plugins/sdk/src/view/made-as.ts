import type { VpcView, WorkloadView } from './views.js';

/**
 * The name with which a VPC or workload was made: `vpc1`, `vpc1/web`, `vpc1/web/c1`. What it has on
 * the host keeps that name when it is renamed, and no two of a kind share it. Ids of resources and
 * names in the packet filter are made of it. Pure.
 */
export function madeAs(of: MadeVpc | MadeWorkload): string {
  if (of.madeAs !== undefined) return of.madeAs;
  if ('name' in of) return of.name;
  const { vpc, subnet, instance } = of;
  return [vpc, subnet, ...(instance === null ? [] : [instance])].join('/');
}

type MadeVpc = Pick<VpcView, 'name' | 'madeAs'> & { readonly vpc?: never };
type MadeWorkload = Pick<WorkloadView, 'vpc' | 'subnet' | 'instance' | 'madeAs'>;

/** The id of the resource `vpc-boundary` of a VPC, on which the packet policy of a VPC depends. Pure. */
export function boundaryId(vpc: MadeVpc): string {
  return `vpc-boundary:${madeAs(vpc)}`;
}

/** The id of the resource `security-group` with the policy of a subnet, by its own workload. Pure. */
export function policyId(workload: MadeWorkload): string {
  return `security-group:${madeAs(workload)}`;
}
