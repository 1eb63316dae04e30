import type { TrafficFacts } from '@vpcctl/sdk';
import type { Hindrance } from './hindrance.js';
import { HARDENING } from './programs.js';
import type { KnownVpc } from './questions.js';

const NO_PING = 'net.ipv4.icmp_echo_ignore_all';

/** A router that answers no ping, by which workloads look whether it is there. Pure. */
export function silence({ silent }: TrafficFacts, { vpc }: KnownVpc): Hindrance[] {
  if (!silent) return [];
  return [
    {
      vpcs: [vpc.name],
      says: `the host answers no ping, its VPCs' gateways neither: ${NO_PING} is 1`,
      stops: [],
      program: HARDENING,
      fix: `sysctl -w ${NO_PING}=0, and in /etc/sysctl.d`,
    },
  ];
}
