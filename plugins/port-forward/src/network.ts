/** What is looked at of the core's part of the state. */
import { inputError, type Json, type State } from '@vpcctl/sdk';
import * as z from 'zod';

const vpcSchema = z.looseObject({
  name: z.string(),
  cidr: z.string(),
  gateway: z.string(),
  zone: z.number(),
  bridge: z.looseObject({ name: z.string() }),
});
const machineSchema = z.looseObject({ address: z.string() });

export type Vpc = z.infer<typeof vpcSchema>;

/** All VPCs. */
export function vpcsOf(state: State): Vpc[] {
  return entriesOf(state['vpc']).map(([, vpc]) => vpcSchema.parse(vpc));
}

/** @throws VpcctlError `VPC_UNKNOWN` */
export function requireVpc(state: State, name: string): Vpc {
  const vpcs = vpcsOf(state);
  const vpc = vpcs.find((each) => each.name === name);
  if (vpc !== undefined) return vpc;
  throw unknown(
    'VPC_UNKNOWN',
    'VPC',
    name,
    vpcs.map((each) => each.name),
  );
}

/**
 * The address of the machine that `SUBNET` or `SUBNET/INSTANCE` stands for.
 * @throws VpcctlError `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function requireAddress(state: State, vpc: string, target: string): string {
  const label = `${vpc}/${target}`;
  const isInstance = target.includes('/');
  const entries = entriesOf(state[isInstance ? 'instance' : 'subnet']);
  const found = entries.find(([key]) => key === label);
  if (found !== undefined) return machineSchema.parse(found[1]).address;
  const within = label.slice(0, label.lastIndexOf('/'));
  const known = entries.flatMap(([key]) =>
    key.startsWith(`${within}/`) ? [key.slice(within.length + 1)] : [],
  );
  const name = label.slice(within.length + 1);
  throw isInstance
    ? unknown('INSTANCE_UNKNOWN', `instance of ${within}`, name, known)
    : unknown('SUBNET_UNKNOWN', `subnet of ${vpc}`, name, known);
}

function entriesOf(slice: Json | undefined): [string, unknown][] {
  return Object.entries(Object(slice));
}

function unknown(code: string, what: string, name: string, known: readonly string[]) {
  const there =
    known.length === 0 ? 'there is none yet' : `there is: ${known.toSorted().join(', ')}`;
  return inputError(code, `${what} ${JSON.stringify(name)} does not exist`, there);
}
