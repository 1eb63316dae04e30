/**
 * Lookups in a reach model. A matrix asks each of them many times, and a model never changes, so
 * each answer is found once.
 */
import { groupBy } from '@vpcctl/sdk';
import { once } from '../records.js';
import type { ReachModel, VpcNetwork, Workload } from './model.js';

type Workloads = Pick<ReachModel, 'workloads'>;

const byName = once(
  (workloads: ReachModel['workloads']) => new Map(workloads.map((each) => [each.name, each])),
);
const byAddress = once((workloads: ReachModel['workloads']) =>
  groupBy(workloads, ({ addresses }) => addresses.map(({ text }) => text)),
);
const networksByName = once(
  (networks: ReachModel['networks']) => new Map(networks.map((each) => [each.vpc.name, each])),
);

/** The workload called `name`: `vpc1/web`, `vpc1/web/c1`. */
export function workloadNamed({ workloads }: Workloads, name: string): Workload | null {
  return byName(workloads).get(name) ?? null;
}

/** The workloads of all VPCs that have `address`. */
export function workloadsAt({ workloads }: Workloads, address: string): readonly Workload[] {
  return byAddress(workloads).get(address) ?? [];
}

/** The workload of one VPC that has `address`; null for no address, and where none has it. */
export function workloadIn(
  model: Workloads,
  { vpc: { name } }: VpcNetwork,
  address: string | null,
): Workload | null {
  if (address === null) return null;
  return workloadsAt(model, address).find(({ vpc }) => vpc === name) ?? null;
}

/** The network of the VPC called `name`. */
export function networkNamed(
  { networks }: Pick<ReachModel, 'networks'>,
  name: string,
): VpcNetwork | null {
  return networksByName(networks).get(name) ?? null;
}

/** `find`, called once for each model and text. */
export function oncePerText<V>(
  find: (model: ReachModel, text: string) => V,
): (model: ReachModel, text: string) => V {
  const known = once((_: ReachModel) => new Map<string, { readonly value: V }>());
  return (model, text) => {
    const values = known(model);
    const found = values.get(text);
    if (found !== undefined) return found.value;
    const value = find(model, text);
    values.set(text, { value });
    return value;
  };
}
