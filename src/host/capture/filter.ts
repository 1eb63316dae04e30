/** The filters of tcpdump: pcap-filter(7). */
import { inputError, isVpcctlError, type VpcctlError } from '@vpcctl/sdk';
import { runProgram } from '../process/run.js';
import { type FilteredPacket, matchesProgram, readProgram } from './bpf.js';

/**
 * Checks a filter on an interface before anything is captured.
 * @throws VpcctlError `CAPTURE_FILTER_INVALID`; as `runProgram` does
 */
export async function checkFilter(link: string, filter: readonly string[]): Promise<void> {
  await compile(['-i', link, '-d'], filter);
}

/**
 * Compiles a filter for packets that no interface has seen: those of a log.
 * @returns whether a packet with an Ethernet header matches
 * @throws VpcctlError `CAPTURE_FILTER_INVALID`; as `runProgram` does
 */
export async function compileFilter(
  filter: readonly string[],
): Promise<(packet: FilteredPacket) => boolean> {
  if (filter.length === 0) return () => true;
  const program = readProgram(await compile(['-y', 'EN10MB', '-ddd'], filter));
  if (program === null) throw invalid(filter, 'tcpdump has compiled it to something unknown');
  return (packet) => matchesProgram(program, packet);
}

async function compile(how: readonly string[], filter: readonly string[]): Promise<string> {
  const option = filter.find((word) => word.startsWith('-'));
  if (option !== undefined) throw invalid(filter, `${JSON.stringify(option)} is an option`);
  try {
    return await runProgram('tcpdump', [...how, '--', ...filter], {});
  } catch (error) {
    const message = isVpcctlError(error) ? error.message : '';
    if (!/filter|expression|unknown|syntax|illegal|supported/i.test(message)) throw error;
    throw invalid(filter, lastWords(message));
  }
}

function invalid(filter: readonly string[], why: string): VpcctlError {
  return inputError(
    'CAPTURE_FILTER_INVALID',
    `${JSON.stringify(filter.join(' '))} is no filter: ${why}`,
    "for example: 'tcp port 80', 'icmp or arp', 'host 10.0.1.5' (man pcap-filter)",
  );
}

/** The last line that tells something. */
export function lastWords(said: string): string {
  const lines = said
    .split('\n')
    .filter((line) => !/^$|^\d+ packets|^tcpdump: listening/.test(line));
  return (lines.at(-1) ?? 'it ended by itself').replace(/^.*tcpdump: /, '');
}
