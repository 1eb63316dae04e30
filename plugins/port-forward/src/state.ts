import { isAddress, isName, type State } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';

/** The feature's name. It is part of the package's name, `@vpcctl/port-forward`. */
export const FORWARD_FEATURE = 'port-forward';

export const protocolSchema = z.enum(['tcp', 'udp']);
/** A range that changes its numbers may need one rule for each port. */
export const MOST_MOVED = 1000;

const port = z.number().int().min(1).max(65535);

/** Forwarded ports of the host; the targets' ports begin at `target`. */
export const portsSchema = z
  .object({
    protocol: protocolSchema,
    from: port,
    to: port,
    target: port,
  })
  .refine(({ from, to, target }) => from <= to && target + to - from <= 65_535, {
    error: 'must be a range of ports',
    path: ['to'],
  })
  .refine(({ from, to, target }) => from === target || to - from < MOST_MOVED, {
    error: `must have at most ${MOST_MOVED} ports where they change their numbers`,
    path: ['to'],
  });

/** SUBNET or SUBNET/INSTANCE. */
const targetSchema = z
  .string()
  .refine((target) => /^[^/]+(\/[^/]+)?$/.test(target) && target.split('/').every(isName), {
    error: 'must be SUBNET or SUBNET/INSTANCE',
  });

/** What `port-forward.add` records. */
export const addedSchema = z.object({
  vpc: z.string().refine(isName, 'must be the name of a VPC'),
  /** Each is SUBNET or SUBNET/INSTANCE. */
  targets: z.array(targetSchema).min(1),
  /** The address of the host; null: all of its addresses. */
  listen: z.string().refine(isAddress, 'must be an IPv4 address').nullable(),
  ports: z.array(portsSchema).min(1),
});

export type Ports = z.infer<typeof portsSchema>;
export type Added = z.infer<typeof addedSchema>;

/** One forward: ports of the host, and its targets in a VPC. */
export type Forward = Omit<Added, 'ports'> & Ports;

/** The slice: forwards by {@link keyOf}. */
export type ForwardSlice = { [key: string]: Forward };

/** The forwards of a state. */
export function selectForwards(state: State): ForwardSlice {
  // The fold only ever puts this feature's own slice there.
  return (state[FORWARD_FEATURE] ?? {}) as ForwardSlice;
}

/** The forwards that an entry added. */
export function forwardsOf({ ports, ...rest }: Added): Forward[] {
  return ports.map((each) => ({ ...rest, ...each }));
}

/** `tcp/8080`, `udp/127.0.0.1/8000-8010`: unique, since a port is forwarded only once. */
export function keyOf({ protocol, listen, ...ports }: Omit<Forward, 'vpc' | 'targets'>): string {
  return [protocol, ...(listen === null ? [] : [listen]), rangeText(ports)].join('/');
}

/** `8080`, or `8000-8010`. */
export function rangeText({ from, to }: { from: number; to: number }): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** Ports as a command has them: `8080:80/tcp`. */
export function portsText({ protocol, from, to, target }: Ports): string {
  const there = rangeText({ from: target, to: target + to - from });
  return `${rangeText({ from, to })}:${there}/${protocol}`;
}
