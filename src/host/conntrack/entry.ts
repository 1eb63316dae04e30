import { type Protocol, protocolOf } from '@vpcctl/sdk';
import * as z from 'zod';

/** One direction of a connection; ports are null where its protocol has none. */
export interface Direction {
  readonly source: string;
  readonly sourcePort: number | null;
  readonly destination: string;
  readonly port: number | null;
}

/** A connection that the kernel knows. */
export interface Connection {
  readonly protocol: Protocol;
  /** The ICMP type of the packet that opened it; null for any other protocol. */
  readonly icmpType: number | null;
  /** The conntrack mark: the segment of the VPC that the connection belongs to. */
  readonly mark: number;
  /**
   * The segment of the VPC whose workload opened it; null where the host or an outside address did.
   */
  readonly segment: number | null;
  /** Whether a packet of the other end was seen. */
  readonly answered: boolean;
  /** The packets of the end that opened it, before NAT. */
  readonly original: Direction;
  /**
   * The answers, as conntrack expects them: their source is the end that really gets the packets.
   */
  readonly reply: Direction;
}

/** A question about a connection. */
export type ConnectionTest = (connection: Connection) => boolean;

const number = z.coerce.number().int().nonnegative();
const address = z.ipv4();
const directionSchema = z.object({
  src: address,
  dst: address,
  sport: number.optional(),
  dport: number.optional(),
});
const connectionSchema = z.object({
  number: number.min(1).max(255),
  type: number.nullable(),
  mark: number.default(0),
  'zone-orig': number.optional(),
  original: directionSchema,
  reply: directionSchema,
});

/**
 * Reads the output of `conntrack -L` (conntrack 1.4.7): one line for each connection, with the
 * original direction before the reply.
 * @throws z.ZodError for a line that describes no connection
 */
export function parseConnections(text: string): Connection[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseConnection);
}

function parseConnection(line: string): Connection {
  const [, protocol, ...words] = line.split(/\s+/);
  const fields: Record<string, unknown> = { number: protocol, type: null };
  const directions: Record<string, string>[] = [];
  for (const word of words) {
    const at = word.indexOf('=');
    const [key, value] = [word.slice(0, at), word.slice(at + 1)];
    if (key === 'src') directions.push({});
    // Both directions have a type: the first is that of the packet that opened the connection.
    if (key === 'type' && fields['type'] !== null) continue;
    const within = ['src', 'dst', 'sport', 'dport'].includes(key);
    (within ? (directions.at(-1) ?? fields) : fields)[key] = value;
  }
  const [original, reply] = directions;
  const read = connectionSchema.parse({ ...fields, original, reply });
  return {
    protocol: protocolOf(read.number),
    icmpType: read.type,
    mark: read.mark,
    segment: read['zone-orig'] ?? null,
    answered: !words.includes('[UNREPLIED]'),
    original: direction(read.original),
    reply: direction(read.reply),
  };
}

function direction({ src, dst, sport, dport }: z.infer<typeof directionSchema>): Direction {
  return { source: src, sourcePort: sport ?? null, destination: dst, port: dport ?? null };
}
