import { isName, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';

export const DNS_FEATURE = 'dns';

const portSchema = z.int().min(1).max(65_535);

/** What `dns.enable` records: the ports of the host at which the VPC's two servers listen. */
export const enabledSchema = z.object({
  vpc: z.string().refine(isName, 'must be the name of a VPC'),
  ports: z.object({ public: portSchema, private: portSchema }),
});
export type Enabled = z.infer<typeof enabledSchema>;

/** The VPCs that have DNS, by their names. */
export type DnsSlice = { readonly [vpc: string]: Enabled };

/** The slice of a state. */
export function selectDns(state: State): DnsSlice {
  // The fold only ever puts this feature's own slice there.
  return (state[DNS_FEATURE] ?? {}) as DnsSlice;
}
