import { containsAddress, isNamedFor, knownAddress, parseNetwork } from '@vpcctl/sdk';
import * as z from 'zod';
import { hostName } from '../../model/workloads/index.js';
import { addressSchema, nameSchema } from '../recorded/index.js';
import { interfaceSchema, usableNetworkSchema } from '../vpc/schema.js';
import type { Subnet } from './state.js';

export const subnetTypeSchema = z.enum(['public', 'private']);

/** What `subnet.add` records. */
export const subnetSchema = z
  .object({
    vpc: nameSchema,
    name: nameSchema,
    cidr: usableNetworkSchema,
    type: subnetTypeSchema,
    address: addressSchema,
    namespace: z.string(),
    guestEnd: interfaceSchema,
    hostEnd: interfaceSchema,
  })
  .refine(({ vpc, name, namespace }) => namespace === hostName(vpc, name), {
    error: 'must be named after VPC and subnet: VPC-SUBNET',
    path: ['namespace'],
  })
  .refine(({ name, guestEnd }) => isNamedFor(`veth-ns-${name}`, guestEnd), {
    error: 'must be named after the subnet: veth-ns-SUBNET',
    path: ['guestEnd'],
  })
  .refine(({ vpc, name, hostEnd }) => isNamedFor(`veth-${hostName(vpc, name)}`, hostEnd), {
    error: 'must be named after VPC and subnet: veth-VPC-SUBNET',
    path: ['hostEnd'],
  })
  .refine(({ cidr, address }) => containsAddress(parseNetwork(cidr), knownAddress(address)), {
    error: 'must be in the CIDR',
    path: ['address'],
  }) satisfies z.ZodType<Subnet>;
