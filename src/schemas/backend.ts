import * as z from 'zod';

/** What `backend show` prints with `--json`. */
export const backendShowOutputSchema = z.object({
  backend: z
    .string()
    .nullable()
    .describe('The packet-filter backend; null if none is chosen yet.'),
  serves: z.array(z.string()).describe('The resource kinds that the backend serves.'),
  backends: z
    .array(
      z.object({
        name: z.string(),
        inUse: z.boolean(),
        unsupportedReason: z
          .string()
          .nullable()
          .describe('Why the backend does not work on this host; null if it does.'),
        warning: z
          .string()
          .nullable()
          .describe('What the backend does not enforce; null if it enforces everything.'),
      }),
    )
    .describe('The installed backends.'),
});

export type BackendShowOutput = z.infer<typeof backendShowOutputSchema>;
