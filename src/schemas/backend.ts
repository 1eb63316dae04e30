import * as z from 'zod';

/** What `backend show` prints with `--json`. */
export const backendShowOutputSchema = z.object({
  backend: z
    .string()
    .nullable()
    .describe('The driver that serves the packet policy; null where none was chosen yet.'),
  serves: z.array(z.string()).describe('The resource kinds of the packet policy.'),
  backends: z
    .array(
      z.object({
        name: z.string(),
        inUse: z.boolean(),
        unsupportedReason: z
          .string()
          .nullable()
          .describe("Why it can't serve this host as it is now; null where it can."),
        warning: z
          .string()
          .nullable()
          .describe('What it leaves undone of the packet policy; null where it does all of it.'),
      }),
    )
    .describe('The drivers that are installed.'),
});

export type BackendShowOutput = z.infer<typeof backendShowOutputSchema>;
