import { isAddress, isInterfaceName, isName, isNetwork } from '@vpcctl/sdk';
import * as z from 'zod';

/**
 * Schemas of what features record. They say the rules by which `decide` chooses, so a journal from
 * elsewhere has to keep them, too.
 */
export const nameSchema = z
  .string()
  .refine(isName, 'must be a name of lower-case letters, digits and inner dashes');

/**
 * What a subnet (two names) or an instance (three) was made as, where it is called otherwise now:
 * `vpc1/web`. Its names on the host are made of that, as of a name that was never changed.
 */
export function madeAsSchema(names: 2 | 3) {
  return z
    .string()
    .refine((made) => made.split('/').length === names && made.split('/').every(isName), {
      error: names === 2 ? 'must be VPC/SUBNET' : 'must be VPC/SUBNET/NAME',
    });
}

export const networkSchema = z.string().refine(isNetwork, 'must be an IPv4 network: 10.0.0.0/16');

export const addressSchema = z.string().refine(isAddress, 'must be an IPv4 address: 10.0.0.1');

export const interfaceNameSchema = z
  .string()
  .refine(isInterfaceName, 'must be the name of an interface');
