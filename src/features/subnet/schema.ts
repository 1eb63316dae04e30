import { containsAddress, isNamedFor, knownAddress, parseNetwork } from '@vpcctl/sdk';
import * as z from 'zod';
import { madeAsOf } from '../../model/network/index.js';
import { hostName } from '../../model/workloads/index.js';
import { addressSchema, madeAsSchema, nameSchema } from '../recorded/index.js';
import { interfaceSchema, usableNetworkSchema } from '../vpc/schema.js';
import type { Subnet } from './state.js';

export const subnetTypeSchema = z.enum(['public', 'private']);

/** What `subnet.add` records. */
export const subnetSchema = z
  .object({
    vpc: nameSchema,
    name: nameSchema,
    madeAs: madeAsSchema(2).exactOptional(),
    cidr: usableNetworkSchema,
    type: subnetTypeSchema,
    address: addressSchema,
    namespace: z.string(),
    guestEnd: interfaceSchema,
    hostEnd: interfaceSchema,
  })
  .refine((subnet) => subnet.namespace === hostName(madeAsOf(subnet)), {
    error: 'must be named after VPC and subnet: VPC-SUBNET',
    path: ['namespace'],
  })
  .refine((subnet) => isNamedFor(`veth-ns-${madeAsOf(subnet).split('/')[1]}`, subnet.guestEnd), {
    error: 'must be named after the subnet: veth-ns-SUBNET',
    path: ['guestEnd'],
  })
  .refine((subnet) => isNamedFor(`veth-${hostName(madeAsOf(subnet))}`, subnet.hostEnd), {
    error: 'must be named after VPC and subnet: veth-VPC-SUBNET',
    path: ['hostEnd'],
  })
  .refine(({ cidr, address }) => containsAddress(parseNetwork(cidr), knownAddress(address)), {
    error: 'must be in the CIDR',
    path: ['address'],
  }) satisfies z.ZodType<Subnet>;
