import type { ProcessIdentity } from '@vpcctl/sdk';
import * as z from 'zod';
import { interfaceNameSchema } from '../vpc/state.js';

export const processIdentitySchema: z.ZodType<ProcessIdentity> = z.object({
  pid: z.number().int(),
  started: z.string(),
  boot: z.string(),
  inode: z.number().int(),
});

/** How an instance came into a namespace that was there before it. */
export const attachmentSchema = z.object({
  /** The process that it was found by: the namespace's name is then ours. Null: it had that name. */
  process: processIdentitySchema.nullable(),
  /** What is routed to the VPC's router: `default`, the VPC's CIDR, or nothing. */
  routes: z.array(z.string()),
});

const endSchema = interfaceNameSchema.extend({ mac: z.string() });

/** A further machine of a subnet as it is recorded. */
export const instanceSchema = z.object({
  vpc: z.string(),
  subnet: z.string(),
  name: z.string(),
  address: z.string(),
  namespace: z.string(),
  guestEnd: endSchema,
  hostEnd: endSchema,
  /** Null: its namespace comes and goes with it. */
  attachment: attachmentSchema.nullable(),
});

export type Attachment = z.infer<typeof attachmentSchema>;
export type Instance = z.infer<typeof instanceSchema>;

/** The slice: instances by `<vpc>/<subnet>/<name>`. */
export type InstanceSlice = { [key: string]: Instance };
