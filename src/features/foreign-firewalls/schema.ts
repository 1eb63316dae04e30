import type { FirewallProgram, ForeignChain } from '@vpcctl/sdk';
import * as z from 'zod';
import { isUsable } from './state.js';

const nameSchema = z.string().refine(isUsable, 'must be the name of a table or chain');

/** A base chain of a foreign firewall, as recorded. */
export const filterSchema = z.object({
  filter: z.enum(['nftables', 'iptables-nft', 'iptables-legacy']),
  family: z.enum(['ip', 'inet']),
  table: nameSchema,
  chain: nameSchema,
  hook: z.enum(['forward', 'input']),
}) satisfies z.ZodType<ForeignChain>;

/** A program in whose configuration VPCs have exceptions, as recorded. */
export const programSchema = z.enum(['firewalld', 'ufw']) satisfies z.ZodType<FirewallProgram>;
