/**
 * Lines in the default format of AWS VPC Flow Logs, version 2: 14 fields with blanks between. The
 * account is the VPC, and the interface is the workload: `shop/web/web1`. Pure.
 */
import type { FlowLine } from './record.js';

const VERSION = 2;
const NAME = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*){0,2}$/;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const NUMBER = /^\d{1,15}$/;

/** A line, without its end. */
export function awsLine(line: FlowLine): string {
  const [start, end] = [seconds(line.start), seconds(line.end)];
  const vpc = line.vpc ?? '-';
  if (line.status !== 'OK') {
    return `${VERSION} ${vpc} - - - - - - - - ${start} ${end} - ${line.status}`;
  }
  const { source, destination, sourcePort, port, protocol, packets, bytes, action } = line;
  const ends = `${source} ${destination} ${sourcePort} ${port}`;
  const counted = `${packets} ${bytes} ${start} ${end}`;
  return `${VERSION} ${vpc} ${line.interface ?? '-'} ${ends} ${protocol} ${counted} ${action} OK`;
}

/**
 * The line that {@link awsLine} wrote; null for any other text. It knows one end by name, the one at
 * whose interface it was recorded. How much was lost, the format does not say.
 */
export function parseAwsLine(text: string): FlowLine | null {
  const words = text.split(' ');
  const [version, account = '', place = '', source = '', destination = '', ...rest] = words;
  const [sourcePort, port, protocol, packets, bytes, start, end, action, status] = rest;
  if (words.length !== 14 || version !== String(VERSION)) return null;
  const vpc = account === '-' ? null : account;
  if (vpc !== null && !NAME.test(vpc)) return null;
  const [from, to] = [milliseconds(start), milliseconds(end)];
  if (from === null || to === null) return null;
  if (status === 'NODATA' || status === 'SKIPDATA') {
    return { status, vpc, start: from, end: to, lost: status === 'NODATA' ? 0 : null };
  }
  const numbers = [sourcePort, port, protocol, packets, bytes].map(number);
  const [ofSource, ofDestination, proto, count, size] = numbers;
  const label = place === '-' ? null : place;
  if (status !== 'OK' || vpc === null || (label !== null && !NAME.test(label))) return null;
  if (action !== 'ACCEPT' && action !== 'REJECT') return null;
  if (![source, destination].every((each) => ADDRESS.test(each))) return null;
  if (ofSource == null || ofDestination == null || proto == null) return null;
  if (count == null || size == null) return null;
  return {
    ...{ status, vpc, interface: label, action, source, destination },
    ...{ sourcePort: ofSource, port: ofDestination, protocol: proto },
    ...{ packets: count, bytes: size, start: from, end: to },
    ...{ from: null, to: null, entry: null, rule: null },
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function milliseconds(text: string | undefined): number | null {
  const value = number(text);
  return value === null ? null : value * 1000;
}

function number(text: string | undefined): number | null {
  return text !== undefined && NUMBER.test(text) ? Number(text) : null;
}
