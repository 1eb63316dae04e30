import { defineIntent, inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { requireVpc } from '../../model/network/index.js';
import { nameSchema } from '../recorded/index.js';
import { limitsOf } from './state.js';

/** More than any table of connections has room for. */
const MOST = 2 ** 31 - 1;
export const countSchema = z.number().int().min(1).max(MOST);

const dataSchema = z
  .strictObject({ vpc: nameSchema, connections: countSchema, perWorkload: countSchema })
  .refine(({ connections, perWorkload }) => perWorkload <= connections, {
    path: ['perWorkload'],
    message: 'must not be more than the whole VPC may have',
  });

/** The data of `limits.set`. */
export type LimitsSet = z.infer<typeof dataSchema>;

/** `set-limits VPC`: how many connections the VPC and each of its workloads may have. */
export const setLimits = defineIntent({
  type: 'limits.set',
  version: 1,
  input: z.strictObject({
    vpc: z.string(),
    /** Left out: as it is now. */
    connections: countSchema.optional(),
    perWorkload: countSchema.optional(),
  }),
  data: dataSchema,
  decide: (state, { vpc, connections, perWorkload }) => {
    const { name } = requireVpc(state, vpc);
    if (connections === undefined && perWorkload === undefined) {
      throw inputError(
        'LIMITS_MISSING',
        `no limit of ${name} is given`,
        `for example: vpcctl set-limits ${name} --connections 65536 --per-workload 8192`,
      );
    }
    const now = limitsOf(state, name);
    const wanted = {
      connections: connections ?? now.connections,
      perWorkload: perWorkload ?? now.perWorkload,
    };
    if (wanted.perWorkload > wanted.connections) {
      throw inputError(
        'LIMITS_CONFLICT',
        `a workload of ${name} may not have ${wanted.perWorkload} connections where the whole VPC may have ${wanted.connections}`,
        'give both: --connections N --per-workload N',
      );
    }
    return { vpc: name, ...wanted };
  },
  precondition: (state, { vpc }) => {
    requireVpc(state, vpc);
  },
  about: ({ vpc }) => [vpc],
  describe: (limits) => `limit ${limits.vpc} to ${describeLimits(limits)}`,
});

/** `16384 connections, 4096 a workload` */
export function describeLimits({ connections, perWorkload }: Omit<LimitsSet, 'vpc'>): string {
  return `${connections} connections, ${perWorkload} a workload`;
}
