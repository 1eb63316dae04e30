import * as z from 'zod';

/** A command line that the server in a lab runs: a line of JSON on its standard input. */
export const requestSchema = z.object({
  args: z.array(z.string()),
  /** The whole environment. */
  env: z.record(z.string(), z.string()),
  cwd: z.string(),
});

export type Request = z.infer<typeof requestSchema>;

/** What came of it, as of a process: a line of JSON on the server's descriptor 3. */
export const replySchema = z.object({
  exitCode: z.number().int(),
  stdout: z.string(),
  stderr: z.string(),
});

export type Reply = z.infer<typeof replySchema>;

/** The server's descriptor for replies: its standard output is what commands would print past it. */
export const REPLIES = 3;

/** Commands that hand the terminal, the input or the outputs on to another program: these need a process. */
export const NEED_A_PROCESS: readonly string[] = ['exec', 'lab', 'await-confirmation'];
