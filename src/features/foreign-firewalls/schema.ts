import type { ForeignChain } from '@vpcctl/sdk';
import * as z from 'zod';

/** A base chain of a foreign firewall, as recorded. */
export const filterSchema = z.object({
  filter: z.enum(['nftables', 'iptables-nft', 'iptables-legacy']),
  family: z.enum(['ip', 'inet']),
  table: z.string(),
  chain: z.string(),
  hook: z.enum(['forward', 'input']),
}) satisfies z.ZodType<ForeignChain>;
