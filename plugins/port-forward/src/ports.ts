import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { MOST_MOVED, type Ports, protocolSchema } from './state.js';

const WRITTEN = /^(\d{1,5})(?:-(\d{1,5}))?(?::(\d{1,5})(?:-(\d{1,5}))?)?(?:\/(\w+))?$/;
const LAST_PORT = 65_535;

/**
 * Reads `8080:80`, `53:53/udp`, `8000-8010:80-90`; without `:` the ports stay the same.
 * @throws VpcctlError `PORT_INVALID`
 */
export function parsePorts(text: string): Ports {
  const [, from = '', to = from, target = from, last, word = 'tcp'] = WRITTEN.exec(text) ?? [];
  const protocol = protocolSchema.safeParse(word.toLowerCase());
  if (from === '') throw invalid(text, 'is not HOSTPORT:PORT');
  if (!protocol.success)
    throw invalid(text, `has the protocol ${word}, which is neither tcp nor udp`);
  const ports = { from: Number(from), to: Number(to), target: Number(target) };
  const count = ports.to - ports.from;
  const end = last === undefined ? ports.target : Number(last);
  const isShort = last === undefined && text.includes(':');
  if (count < 0) throw invalid(text, 'has a range that ends before it begins');
  if (text.includes(':') && (isShort ? count !== 0 : end - ports.target !== count)) {
    throw invalid(text, 'has ranges of different lengths');
  }
  const highest = Math.max(ports.to, ports.target + count);
  if (ports.from < 1 || ports.target < 1 || highest > LAST_PORT) {
    throw invalid(text, 'has a port that is not between 1 and 65535');
  }
  if (ports.from !== ports.target && count >= MOST_MOVED) {
    throw invalid(
      text,
      `maps more than ${MOST_MOVED} ports to other numbers; a longer range has to keep its numbers`,
    );
  }
  return { protocol: protocol.data, ...ports };
}

function invalid(text: string, what: string): VpcctlError {
  return inputError(
    'PORT_INVALID',
    `${JSON.stringify(text)} ${what}`,
    'write 8080:80, 53:53/udp, 8000-8010:80-90, or 8000-8010 to keep the ports',
  );
}
