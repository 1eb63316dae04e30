import { type ContainerReference, isNamedFor, isNetwork, type ProcessIdentity } from '@vpcctl/sdk';
import * as z from 'zod';
import { hostName } from '../../model/workloads/index.js';
import { addressSchema, madeAsSchema, nameSchema } from '../recorded/index.js';
import { interfaceSchema } from '../vpc/schema.js';
import { type Instance, madeAsOf } from './state.js';

const word = z.string().regex(/^[\w-]{1,64}$/, 'must be one word');

export const processIdentitySchema: z.ZodType<ProcessIdentity> = z.object({
  pid: z.int().min(1),
  started: word,
  boot: word,
  inode: z.int().min(0),
});

/** A name that no engine takes for a flag, and that is a word of one line. */
export const containerNameSchema = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/, 'must be the name of a container');

export const engineSchema = z.enum(['docker', 'podman']);

const containerSchema: z.ZodType<ContainerReference> = z.object({
  engine: engineSchema,
  name: containerNameSchema,
});

/** A name that `ip -batch` takes as one word, that no program takes for a flag, and no path. */
export const NAMESPACE = /^(?!\.{1,2}$)[\w.][\w.:@+-]*$/;

const routeSchema = z
  .string()
  .refine((route) => route === 'default' || isNetwork(route), 'must be default or an IPv4 network');

/** What `instance.add` and `instance.attach` record. */
export const instanceSchema = z
  .object({
    vpc: nameSchema,
    subnet: nameSchema,
    name: nameSchema,
    madeAs: madeAsSchema(3).exactOptional(),
    address: addressSchema,
    namespace: z.string().max(255).regex(NAMESPACE, 'must be the name of a namespace'),
    guestEnd: interfaceSchema,
    hostEnd: interfaceSchema,
    attachment: z
      .object({
        process: processIdentitySchema.nullable(),
        routes: z.array(routeSchema),
        container: containerSchema.exactOptional(),
      })
      .refine(({ process, container }) => process !== null || container === undefined, {
        error: 'must have the process of its container',
        path: ['process'],
      })
      .nullable(),
  })
  .refine((instance) => isNamespaceOf(instance), {
    error: 'must be named after VPC, subnet and instance: VPC-SUBNET-NAME',
    path: ['namespace'],
  })
  .refine(
    ({ guestEnd, ...names }) => {
      const made = madeAsOf(names);
      const own = [made.split('/')[2], hostName(made)];
      return own.some((each) => isNamedFor(`veth-ns-${each}`, guestEnd));
    },
    { error: 'must be named after the instance: veth-ns-NAME', path: ['guestEnd'] },
  )
  .refine((instance) => isNamedFor(`veth-${hostName(madeAsOf(instance))}`, instance.hostEnd), {
    error: 'must be named after the instance: veth-VPC-SUBNET-NAME',
    path: ['hostEnd'],
  }) satisfies z.ZodType<Instance>;

/** A namespace that was attached by its name keeps that name; vpcctl itself named any other. */
function isNamespaceOf({ namespace, attachment, ...names }: Instance): boolean {
  const isNamed = attachment !== null && attachment.process === null;
  return isNamed || namespace === hostName(madeAsOf(names));
}
