import * as z from 'zod';

/** Who can send and answer: a network namespace with a name. */
export const workloadSchema = z.object({
  name: z.string(),
  /** The file that stands for the namespace; null is that of whoever probes. */
  namespace: z.string().nullable(),
});

export type Workload = z.infer<typeof workloadSchema>;

/** A first packet: who sends it, and where to. */
export const flowSchema = z.object({
  /** The name of a {@link Workload}. */
  from: z.string(),
  /** IPv4, dotted. */
  address: z.string(),
  protocol: z.enum(['icmp', 'tcp', 'udp']),
  /** 0 for icmp, which is an echo request. */
  port: z.number().int().min(0).max(65_535),
});

export type Flow = z.infer<typeof flowSchema>;

/**
 * What came of a flow. `refused`: the packet got there, or was turned down with a word; `dropped`: nothing came back
 * in time, or a router or the own kernel said that there is no way (what routers say is limited to a few a second).
 */
export const verdictSchema = z.object({
  answer: z.enum(['answered', 'refused', 'dropped']),
  /** The machine that answered; null where none did, for an echo, and where the port was another program's. */
  by: z.string().nullable(),
});

export type Verdict = z.infer<typeof verdictSchema>;

const portSchema = z.number().int().min(1).max(65_535);

/** The ports on which every machine listens meanwhile. */
export const portsSchema = z.object({
  tcp: z.array(portSchema).readonly(),
  udp: z.array(portSchema).readonly(),
});

export type Ports = z.infer<typeof portsSchema>;

/** What an agent is told at first: who it is. It says that it listens. */
export interface AgentConfig {
  readonly name: string;
  readonly ports: Ports;
}

/** What an agent is told then, any number of times: what to try. It answers with a verdict for each flow. */
export interface ProbeBatch {
  readonly flows: readonly Flow[];
  readonly milliseconds: number;
}
