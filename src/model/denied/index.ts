export {
  type DeniedEnd,
  type DeniedPacket,
  type DeniedRule,
  type Known,
  type LogEntry,
  readDenied,
} from './denied.js';
export { type PacketHeaders, readHeaders } from './headers.js';
export { reachWords } from './reach-words.js';
