import type { ProcessIdentity } from '@vpcctl/sdk';
import * as z from 'zod';
import { interfaceSchema } from '../vpc/schema.js';
import type { Instance } from './state.js';

export const processIdentitySchema: z.ZodType<ProcessIdentity> = z.object({
  pid: z.number().int(),
  started: z.string(),
  boot: z.string(),
  inode: z.number().int(),
});

/** What `instance.add` and `instance.attach` record. */
export const instanceSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  name: z.string(),
  address: z.string(),
  namespace: z.string(),
  guestEnd: interfaceSchema,
  hostEnd: interfaceSchema,
  attachment: z
    .object({ process: processIdentitySchema.nullable(), routes: z.array(z.string()) })
    .nullable(),
}) satisfies z.ZodType<Instance>;
