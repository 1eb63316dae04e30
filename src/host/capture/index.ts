/** The façade of captures. */
export { type Captured, capture, type Sink } from './capture.js';
export { checkFilter, compileFilter } from './filter.js';
export type { CapturedPacket } from './packet.js';
export { ETHERNET } from './pcap.js';
export { interfaceBlock, packetBlock, sectionHeader } from './pcapng.js';
export { type Printer, startPrinter } from './printer.js';
export type { TapPoint } from './tap.js';
