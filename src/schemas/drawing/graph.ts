import * as z from 'zod';

const mark = z
  .enum(['added', 'removed', 'changed'])
  .nullable()
  .describe('With --diff, what became of it. null: nothing.');

const boxSchema = z.object({
  id: z.string().describe('VPC, VPC/SUBNET, VPC/SUBNET/INSTANCE; @host; @uplink/INTERFACE.'),
  kind: z.enum(['vpc', 'subnet', 'instance', 'uplink', 'host']),
  name: z.string(),
  facts: z
    .array(
      z.object({
        kind: z.enum([
          ...(['network', 'address', 'type', 'ingress', 'egress'] as const),
          ...(['uplink', 'note', 'label'] as const),
        ]),
        text: z.string(),
        mark,
      }),
    )
    .describe('The lines of text in the box.'),
  get inside() {
    return z.array(boxSchema);
  },
  mark,
  detail: z
    .enum(['full', 'brief', 'closed'])
    .describe('brief: subnets are a line each. closed: what is inside is counted.'),
  hidden: z
    .string()
    .nullable()
    .describe('What is inside and not drawn: `12 instances`. null: nothing.'),
});

export const graphOutputSchema = z.object({
  boxes: z.array(boxSchema),
  edges: z.array(
    z.object({
      id: z.string(),
      kind: z.string().describe("`peering`, `uplink`, or a plugin's: `forward`."),
      from: z.string().describe('The id of a box.'),
      to: z.string().describe('The id of a box.'),
      label: z.string(),
      directed: z.boolean(),
      mark,
    }),
  ),
  compared: z.boolean().describe('Whether it was asked for with --diff.'),
});

export type GraphOutput = z.infer<typeof graphOutputSchema>;
