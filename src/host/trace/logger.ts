/** What logs IPv4 packets in this network namespace: `nf_log_proc_dostring` of nf_log.c. */
import { readSysctl, writeSysctl } from '../proc/sysctl.js';

/** NFPROTO_IPV4 is 2. */
const KEY = 'net/netfilter/nf_log/2';

/** The logger that hands packets to netlink. */
export const NETLINK_LOGGER = 'nfnetlink_log';

/** The logger's name, `NONE` without one. */
export function ipv4Logger(): string {
  return readSysctl(KEY) ?? 'NONE';
}

/** @throws VpcctlError `HOST_STEP_FAILED` */
export function setIpv4Logger(name: string): void {
  writeSysctl(KEY, name);
}
