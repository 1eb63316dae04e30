import * as z from 'zod';
import { interfaceNameSchema } from '../vpc/state.js';

export const subnetTypeSchema = z.enum(['public', 'private']);

const endSchema = interfaceNameSchema.extend({ mac: z.string() });

/** A subnet as it is recorded. */
export const subnetSchema = z.object({
  vpc: z.string(),
  name: z.string(),
  cidr: z.string(),
  /** `public`: may open connections out of the VPC's uplink. */
  type: subnetTypeSchema,
  /** The machine's address: the first host that is no router's, of whatever VPC. */
  address: z.string(),
  namespace: z.string(),
  /** The end of the cable inside the namespace, and the one at the router. */
  guestEnd: endSchema,
  hostEnd: endSchema,
});

export type Subnet = z.infer<typeof subnetSchema>;

/** The slice: subnets by `<vpc>/<subnet>`. */
export type SubnetSlice = { [key: string]: Subnet };
