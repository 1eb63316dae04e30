import * as z from 'zod';

/** What `lab list` prints with `--json`. */
export const labListOutputSchema = z.object({
  labs: z.array(
    z.object({
      name: z.string(),
      since: z.string().describe('When the lab was made: ISO 8601, UTC.'),
      pid: z.number().int().describe('Its process 1, as the caller sees it.'),
      processes: z
        .number()
        .int()
        .describe('How many processes run in it, besides those that the lab is made of.'),
      vpcs: z
        .array(z.string())
        .nullable()
        .describe('The names of its VPCs; null where they cannot be read.'),
    }),
  ),
});

/** What `lab end` prints with `--json`. */
export const labEndOutputSchema = z.object({
  ended: z.array(z.string()).describe('The names of the labs that were ended.'),
});

export type LabListOutput = z.infer<typeof labListOutputSchema>;
export type LabEndOutput = z.infer<typeof labEndOutputSchema>;
