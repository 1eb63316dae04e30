import { hostAt, isNamedFor, isNetwork, madeAs, parseNetwork } from '@vpcctl/sdk';
import * as z from 'zod';
import { addressSchema, interfaceNameSchema, nameSchema } from '../recorded/index.js';
import { whyUnusable } from './cidr.js';
import { FIRST, LAST } from './segment.js';
import type { Vpc, VpcInterface } from './state.js';

/** Interfaces get their names from those of VPCs and workloads, which their schemas compare. */
export const interfaceSchema = z.object({
  name: interfaceNameSchema,
  altname: z.string().nullable(),
  mac: z.string(),
}) satisfies z.ZodType<VpcInterface>;

/** The network of a VPC or subnet. */
export const usableNetworkSchema = z.string().superRefine((cidr, context) => {
  const message = whyUnusable(cidr);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

/** A sysctl of the network, without a way out of its directory. */
const sysctlSchema = z
  .string()
  .regex(/^net\/ipv[46](\/[\w-]+)+$/, 'must be a sysctl of the network');

/** Null: the interfaces that the host itself uses. */
export const uplinkSchema = z
  .object({ interface: interfaceNameSchema, gateway: addressSchema.nullable() })
  .nullable() satisfies z.ZodType<Vpc['uplink']>;

export const vpcSchema = z
  .object({
    name: nameSchema,
    madeAs: nameSchema.exactOptional(),
    cidr: usableNetworkSchema,
    gateway: addressSchema,
    bridge: interfaceSchema,
    segment: z.int().min(FIRST).max(LAST),
    uplink: uplinkSchema,
    allowOverlap: z.boolean().default(false),
    restore: z.record(sysctlSchema, z.string().regex(/^-?\d{1,10}$/, 'must be a number')),
  })
  .refine((vpc) => isNamedFor(`br-${madeAs(vpc)}`, vpc.bridge), {
    error: 'must be the bridge of the VPC: br-NAME',
    path: ['bridge'],
  })
  .refine(
    ({ cidr, gateway }) => !isNetwork(cidr) || gateway === hostAt(parseNetwork(cidr), 1).text,
    {
      error: 'must be the first host of the CIDR',
      path: ['gateway'],
    },
  ) satisfies z.ZodType<Vpc>;
