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
  /** `tcp`, `udp`, `icmp`; others by their number: `47`. */
  readonly protocol: string;
  /** The number of the VPC that it is of. */
  readonly mark: number;
  /** Of the VPC whose machine opened it; null for one of the host, or from outside. */
  readonly segment: number | null;
  /** As it was opened, before NAT. */
  readonly original: Direction;
  /** As its answers are awaited: their sender is who really gets what is sent. */
  readonly reply: Direction;
}

const number = z.coerce.number().int().nonnegative();
const address = z.ipv4();
const directionSchema = z.object({
  src: address,
  dst: address,
  sport: number.optional(),
  dport: number.optional(),
});
const connectionSchema = z.object({
  name: z.string(),
  number,
  mark: number.default(0),
  'zone-orig': number.optional(),
  original: directionSchema,
  reply: directionSchema,
});

/** Protocols that rules have words for. */
const NAMED = ['tcp', 'udp', 'icmp'];

/**
 * Reads what `conntrack -L` prints (conntrack 1.4.7): a line for each connection, with what was opened before what answers it.
 * @throws z.ZodError for a line that isn't one
 */
export function parseConnections(text: string): Connection[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseConnection);
}

function parseConnection(line: string): Connection {
  const [name, protocol, ...words] = line.split(/\s+/);
  const fields: Record<string, unknown> = { name, number: protocol };
  const directions: Record<string, string>[] = [];
  for (const word of words) {
    const at = word.indexOf('=');
    const [key, value] = [word.slice(0, at), word.slice(at + 1)];
    if (key === 'src') directions.push({});
    const within = ['src', 'dst', 'sport', 'dport'].includes(key);
    (within ? (directions.at(-1) ?? fields) : fields)[key] = value;
  }
  const [original, reply] = directions;
  const read = connectionSchema.parse({ ...fields, original, reply });
  return {
    protocol: NAMED.includes(read.name) ? read.name : String(read.number),
    mark: read.mark,
    segment: read['zone-orig'] ?? null,
    original: direction(read.original),
    reply: direction(read.reply),
  };
}

function direction({ src, dst, sport, dport }: z.infer<typeof directionSchema>): Direction {
  return { source: src, sourcePort: sport ?? null, destination: dst, port: dport ?? null };
}
