/** Reads pcapng files for tests, as the format's draft describes them. */

/** A packet of a file. */
export interface ReadPacket {
  readonly interface: string;
  readonly description: string;
  readonly time: bigint;
  readonly bytes: Buffer;
  readonly length: number;
  readonly comment: string;
  /** 1: inbound, 2: outbound. */
  readonly direction: number;
}

/** A file of one section; anything out of order throws. */
export function readPcapng(file: Buffer): { application: string; packets: ReadPacket[] } {
  const interfaces: { name: string; description: string; resolution: number }[] = [];
  const packets: ReadPacket[] = [];
  let application = '';
  for (const [type, body] of blocks(file)) {
    if (type === 0x0a0d0d0a) {
      if (body.readUInt32LE(0) !== 0x1a2b3c4d) throw new Error('wrong order');
      application = text(options(body.subarray(16)), 4);
    } else if (type === 1) {
      const found = options(body.subarray(8));
      const resolution = found.get(9)?.readUInt8(0) ?? 6;
      interfaces.push({ name: text(found, 2), description: text(found, 3), resolution });
    } else if (type === 6) {
      const at = interfaces[body.readUInt32LE(0)];
      if (at?.resolution !== 9) throw new Error('no interface of nanoseconds');
      const kept = body.readUInt32LE(12);
      const found = options(body.subarray(20 + kept + (-kept & 3)));
      packets.push({
        ...{ interface: at.name, description: at.description },
        time: (BigInt(body.readUInt32LE(4)) << 32n) + BigInt(body.readUInt32LE(8)),
        bytes: body.subarray(20, 20 + kept),
        length: body.readUInt32LE(16),
        comment: text(found, 1),
        direction: found.get(2)?.readUInt32LE(0) ?? 0,
      });
    } else throw new Error(`block of type ${type}`);
  }
  return { application, packets };
}

function* blocks(file: Buffer): Generator<readonly [type: number, body: Buffer]> {
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4);
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length) throw new Error('torn');
    yield [file.readUInt32LE(at), file.subarray(at + 8, at + length - 4)];
    at += length;
  }
}

function options(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const [type, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    if (type === 0) {
      if (at + 4 !== bytes.length) throw new Error('more behind the end of options');
      return found;
    }
    found.set(type, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length + (-length & 3);
  }
  throw new Error('no end of options');
}

const text = (found: Map<number, Buffer>, type: number) => found.get(type)?.toString() ?? '';
