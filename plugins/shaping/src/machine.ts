import { inputError, type Json, type State } from '@vpcctl/sdk';
import * as z from 'zod';
import { labelOf, type Place } from './state.js';

/** What is looked at of the core's part of the state. */
const machineSchema = z.looseObject({ outside: z.looseObject({ name: z.string() }) });

/** The host's end of a machine's cable; null where there is no such machine. */
export function portOf(state: State, place: Place): string | null {
  const slice = state[place.instance === null ? 'subnet' : 'instance'];
  const machine = machineSchema.safeParse(entryOf(slice, labelOf(place)));
  return machine.success ? machine.data.outside.name : null;
}

/**
 * The place that `VPC` and `SUBNET` or `SUBNET/INSTANCE` stand for.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`, `NAME_INVALID`
 */
export function requirePlace(state: State, vpc: string, machine: string): Place {
  const [subnet = '', instance = null, ...rest] = machine.split('/');
  if (rest.length > 0) {
    throw inputError(
      'NAME_INVALID',
      `${JSON.stringify(machine)} is not SUBNET or SUBNET/INSTANCE`,
      'vpcctl list shows what there is',
    );
  }
  const place = { vpc, subnet, instance };
  requireMachine(state, place);
  return place;
}

/** @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN` */
export function requireMachine(state: State, { vpc, subnet, instance }: Place): void {
  if (entryOf(state['vpc'], vpc) === undefined) {
    throw unknown('VPC_UNKNOWN', 'VPC', vpc, Object.keys(Object(state['vpc'])));
  }
  if (portOf(state, { vpc, subnet, instance: null }) === null) {
    throw unknown('SUBNET_UNKNOWN', `subnet of ${vpc}`, subnet, below(state['subnet'], vpc));
  }
  if (portOf(state, { vpc, subnet, instance }) === null) {
    const within = `${vpc}/${subnet}`;
    const known = below(state['instance'], within);
    throw unknown('INSTANCE_UNKNOWN', `instance of ${within}`, instance ?? '', known);
  }
}

function entryOf(slice: Json | undefined, key: string): Json | undefined {
  return Object.entries(Object(slice)).find(([name]) => name === key)?.[1] as Json | undefined;
}

function below(slice: Json | undefined, label: string): string[] {
  return Object.keys(Object(slice))
    .filter((key) => key.startsWith(`${label}/`))
    .map((key) => key.slice(label.length + 1));
}

function unknown(code: string, what: string, name: string, known: readonly string[]) {
  const there =
    known.length === 0 ? 'there is none yet' : `there is: ${known.toSorted().join(', ')}`;
  return inputError(code, `${what} ${JSON.stringify(name)} does not exist`, there);
}
