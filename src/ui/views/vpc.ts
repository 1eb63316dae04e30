import type { FieldProvider } from '../../engine/current/index.js';
import type { InstanceOutput, SubnetOutput, VpcOutput } from '../../schemas/vpc.js';

/** Adds the fields of features to a VPC, subnet or instance and everything in it. */
export function withFields(
  shown: VpcOutput | SubnetOutput | InstanceOutput,
  fieldsOf: FieldProvider,
): VpcOutput | SubnetOutput | InstanceOutput {
  if ('subnets' in shown) return ofVpc(shown, fieldsOf);
  return 'instances' in shown ? ofSubnet(shown, fieldsOf) : ofInstance(shown, fieldsOf);
}

function ofVpc(vpc: VpcOutput, fieldsOf: FieldProvider): VpcOutput {
  return {
    ...vpc,
    subnets: vpc.subnets.map((subnet) => ofSubnet(subnet, fieldsOf)),
    fields: fieldsOf({ vpc: vpc.name, subnet: null, instance: null }),
  };
}

function ofSubnet(subnet: SubnetOutput, fieldsOf: FieldProvider): SubnetOutput {
  return {
    ...subnet,
    instances: subnet.instances.map((instance) => ofInstance(instance, fieldsOf)),
    fields: fieldsOf({ vpc: subnet.vpc, subnet: subnet.name, instance: null }),
  };
}

function ofInstance(instance: InstanceOutput, fieldsOf: FieldProvider): InstanceOutput {
  const { vpc, subnet, name } = instance;
  return { ...instance, fields: fieldsOf({ vpc, subnet, instance: name }) };
}

/** Whether something with these labels is asked for; null: everything is. */
type IsSelected = ((labels: VpcOutput['labels']) => boolean) | null;

/** The VPCs, subnets and instances that are asked for, and those that such are in. */
export function selectedBy(vpcs: readonly VpcOutput[], isSelected: IsSelected): VpcOutput[] {
  if (isSelected === null) return [...vpcs];
  return vpcs.flatMap((vpc) => {
    const subnets = vpc.subnets.flatMap((subnet) => {
      const instances = subnet.instances.filter(({ labels }) => isSelected(labels));
      return instances.length > 0 || isSelected(subnet.labels) ? [{ ...subnet, instances }] : [];
    });
    return subnets.length > 0 || isSelected(vpc.labels) ? [{ ...vpc, subnets }] : [];
  });
}

/** The names of what is asked for: without labels those of the VPCs, else also `VPC/SUBNET/NAME`. */
export function placesOf(vpcs: readonly VpcOutput[], isSelected: IsSelected): string[] {
  if (isSelected === null) return vpcs.map(({ name }) => name);
  const places = vpcs.flatMap(labelled);
  return places.filter(({ labels }) => isSelected(labels)).map(({ place }) => place);
}

/** The places of a VPC, subnet or instance and of all in it: `shop`, `shop/web`, `shop/web/web1`. */
export function placesIn(shown: VpcOutput | SubnetOutput | InstanceOutput): string[] {
  return labelled(shown).map(({ place }) => place);
}

function labelled(
  shown: VpcOutput | SubnetOutput | InstanceOutput,
): { place: string; labels: VpcOutput['labels'] }[] {
  const { name, labels } = shown;
  if ('subnets' in shown) return [{ place: name, labels }, ...shown.subnets.flatMap(labelled)];
  if (!('instances' in shown)) return [{ place: `${shown.vpc}/${shown.subnet}/${name}`, labels }];
  return [{ place: `${shown.vpc}/${name}`, labels }, ...shown.instances.flatMap(labelled)];
}
