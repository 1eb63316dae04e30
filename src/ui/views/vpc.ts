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
