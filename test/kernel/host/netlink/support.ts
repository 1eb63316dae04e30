import { z } from 'zod';
import type { HostLab } from '../../../support/host/lab.js';
import type { NetlinkQuestion, Refusal, Step } from '../../../support/host/netlink-agent.js';

const KINDS = ['gone', 'exists', 'unsupported', 'denied', 'busy', 'refused'] as const;

const refusal: z.ZodType<Refusal | null> = z
  .object({
    step: z.number(),
    code: z.string(),
    message: z.string(),
    create: z.enum(KINDS),
    delete: z.enum(KINDS),
  })
  .nullable();

/** Asks a question whose answer may be a refusal of the kernel. */
export function tryNetlink(host: HostLab, question: NetlinkQuestion): Promise<Refusal | null> {
  return host.ask(refusal, question);
}

/** Runs requests that the kernel must accept. */
export async function runSteps(
  host: HostLab,
  namespace: string | null,
  steps: readonly Step[],
): Promise<void> {
  const refused = await tryNetlink(host, { do: 'netlink', ask: 'run', namespace, steps });
  if (refused !== null) throw new Error(`${steps[refused.step]?.[0]}: ${refused.message}`);
}

/** What `ip`, `bridge` or `tc` print with `-j`. */
export async function json(host: HostLab, command: string): Promise<Record<string, unknown>[]> {
  return z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(await host.shell(command)));
}
