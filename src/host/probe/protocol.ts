import * as z from 'zod';

/** A named network namespace that can send packets and answer them. */
export const workloadSchema = z.object({
  name: z.string(),
  /** The file of the namespace; null is the namespace of this process. */
  namespace: z.string().nullable(),
});

export type Workload = z.infer<typeof workloadSchema>;

/** The first packet of a connection: its sender, its destination, its protocol and port. */
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
 * The result of a flow. `refused`: the packet arrived, or a reject message came back. `dropped`:
 * nothing came back in time, or a router or this kernel has no route (routers limit their messages
 * to a few a second, so silence means the same).
 */
export const verdictSchema = z.object({
  answer: z.enum(['answered', 'refused', 'dropped']),
  /** The workload that answered; null for no answer, an echo, or a port of another program. */
  by: z.string().nullable(),
});

export type Verdict = z.infer<typeof verdictSchema>;

export type Answer = Verdict['answer'];

const portSchema = z.number().int().min(1).max(65_535);

/** The ports on which every workload listens meanwhile. */
export const portsSchema = z.object({
  tcp: z.array(portSchema).readonly(),
  udp: z.array(portSchema).readonly(),
});

export type Ports = z.infer<typeof portsSchema>;

/** The first message to an agent. It answers once it listens. */
export interface AgentConfig {
  readonly name: string;
  readonly ports: Ports;
}

/** Any further message to an agent: flows to try. It answers with a verdict for each flow. */
export interface ProbeBatch {
  readonly flows: readonly Flow[];
  /** How long to wait for an answer. */
  readonly milliseconds: number;
  /**
   * When a TCP port has answered: once it accepts a connection, or once it has sent data too, as an
   * agent does. With `data`, an accepted connection without data has answered after the whole wait.
   */
  readonly awaits: 'accept' | 'data';
}
