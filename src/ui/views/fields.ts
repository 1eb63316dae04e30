import type { FieldProvider } from '../../engine/current/feature-fields.js';
import type { InstanceOutput, SubnetOutput, VpcOutput } from '../../schemas/vpc.js';

/** What is shown, with what plugins tell of it and of all that belongs to it. */
export function withFields(
  shown: VpcOutput | SubnetOutput | InstanceOutput,
  tell: FieldProvider,
): VpcOutput | SubnetOutput | InstanceOutput {
  if ('subnets' in shown) return ofVpc(shown, tell);
  return 'instances' in shown ? ofSubnet(shown, tell) : ofInstance(shown, tell);
}

function ofVpc(vpc: VpcOutput, tell: FieldProvider): VpcOutput {
  return {
    ...vpc,
    subnets: vpc.subnets.map((subnet) => ofSubnet(subnet, tell)),
    fields: tell({ vpc: vpc.name, subnet: null, instance: null }),
  };
}

function ofSubnet(subnet: SubnetOutput, tell: FieldProvider): SubnetOutput {
  return {
    ...subnet,
    instances: subnet.instances.map((instance) => ofInstance(instance, tell)),
    fields: tell({ vpc: subnet.vpc, subnet: subnet.name, instance: null }),
  };
}

function ofInstance(instance: InstanceOutput, tell: FieldProvider): InstanceOutput {
  const { vpc, subnet, name } = instance;
  return { ...instance, fields: tell({ vpc, subnet, instance: name }) };
}
