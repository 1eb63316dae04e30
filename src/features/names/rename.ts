import {
  afterRename,
  defineIntent,
  inputError,
  RENAMED,
  type Renamed,
  renamedPlace,
  type State,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { checkName } from '../../model/names/index.js';
import { ownValue } from '../../model/records.js';
import { requireInstance, selectInstances } from '../instance/state.js';
import { nameSchema } from '../recorded/index.js';
import { requireSubnet, selectSubnets } from '../subnet/state.js';
import { requireVpc, selectVpcs } from '../vpc/state.js';

const dataSchema = z
  .strictObject({
    vpc: nameSchema,
    /** Null: the VPC gets the name. */
    subnet: nameSchema.nullable(),
    /** Null: the subnet gets the name. */
    instance: nameSchema.nullable(),
    to: nameSchema,
  })
  .refine(({ subnet, instance }) => subnet !== null || instance === null, {
    error: 'must be null where the subnet is',
    path: ['instance'],
  }) satisfies z.ZodType<Renamed>;

/** `rename VPC[/SUBNET[/NAME]] NEW` */
export const rename = defineIntent({
  type: RENAMED,
  version: 1,
  input: z.strictObject({
    /** `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME`. */
    place: z.string(),
    /** The new name, or the whole place with it. */
    to: z.string(),
  }),
  data: dataSchema,
  decide: (state, input): Renamed => {
    const [vpc = '', subnet = null, instance = null, ...rest] = input.place.split('/');
    if (rest.length > 0) {
      throw inputError(
        'NAME_INVALID',
        `${JSON.stringify(input.place)} is not VPC, VPC/SUBNET or VPC/SUBNET/NAME`,
        'vpcctl list shows what there is',
      );
    }
    const place = { vpc, subnet, instance };
    requirePlace(state, place);
    const renamed = { ...place, to: checkName(whatOf(place), lastOf(place, input.to)) };
    if (renamedPlace(renamed).at(-1) === renamed.to) {
      throw inputError(
        'NAME_UNCHANGED',
        `${input.place} has this name already`,
        `for example: vpcctl rename ${input.place} ${renamed.to}-2`,
      );
    }
    checkFree(state, renamed);
    return renamed;
  },
  precondition: (state, renamed) => {
    requirePlace(state, renamed);
    checkFree(state, renamed);
  },
  about: ({ vpc, subnet, to }) => (subnet === null ? [vpc, to] : [vpc]),
  describe: (renamed) => `rename ${renamedPlace(renamed).join('/')} to ${newPlace(renamed)}`,
});

type Place = Omit<Renamed, 'to'>;

/** `vpc1/db` */
export function newPlace(renamed: Renamed): string {
  return afterRename(renamed, renamedPlace(renamed).join('/'));
}

function whatOf({ subnet, instance }: Place): string {
  if (subnet === null) return 'a VPC';
  return instance === null ? 'a subnet' : 'an instance';
}

/**
 * The new name alone, where it was written with the place: `vpc1/db`.
 * @throws VpcctlError `NAME_ELSEWHERE`
 */
function lastOf(place: Place, to: string): string {
  const words = to.split('/');
  if (words.length === 1) return to;
  const outer = renamedPlace({ ...place, to }).slice(0, -1);
  const name = words.pop() ?? '';
  if (words.join('/') === outer.join('/')) return name;
  throw inputError(
    'NAME_ELSEWHERE',
    `${JSON.stringify(to)} is in another place than ${renamedPlace({ ...place, to }).join('/')}: a rename moves nothing`,
    'write the new name alone',
  );
}

/** @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN` */
function requirePlace(state: State, { vpc, subnet, instance }: Place): void {
  if (subnet === null) requireVpc(state, vpc);
  else if (instance === null) requireSubnet(state, vpc, subnet);
  else requireInstance(state, vpc, subnet, instance);
}

/** @throws VpcctlError `VPC_EXISTS`, `SUBNET_EXISTS`, `INSTANCE_EXISTS` */
function checkFree(state: State, renamed: Renamed): void {
  const { subnet, instance } = renamed;
  const place = newPlace(renamed);
  const another = 'choose another name, or rename that one first';
  if (subnet === null && ownValue(selectVpcs(state), place) !== undefined) {
    throw inputError('VPC_EXISTS', `VPC ${place} already exists`, another);
  }
  if (ownValue(selectSubnets(state), place) !== undefined) {
    throw inputError('SUBNET_EXISTS', `subnet ${place} already exists`, another);
  }
  if (instance !== null && ownValue(selectInstances(state), place) !== undefined) {
    throw inputError('INSTANCE_EXISTS', `instance ${place} already exists`, another);
  }
}
