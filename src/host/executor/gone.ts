import type { LineOperation } from '@vpcctl/sdk';

/**
 * Messages of `ip` and `tc` about the deletion of something that does not exist (iproute2 6.1,
 * Linux 6.18). Where the namespace does not exist, the message is about the whole batch.
 */
const GONE = [
  /^Cannot find device /,
  /^Cannot (remove namespace file|open network namespace) .*: No such file or directory$/,
  /^RTNETLINK answers: (No such process|No such file or directory|Cannot assign requested address)$/,
  /^Error: (ipv4: )?(Address not found|FIB table does not exist)\.$/,
  /^Error: (Cannot find specified qdisc on specified device|Failed to find qdisc with specified classid)\.$/,
  /^Error: Cannot delete qdisc with handle of zero\.$/,
];

/** Their message where a port that is to be unlocked is in no bridge any more. */
const NO_PORT = /^RTNETLINK answers: Operation not supported$/;

/** Their message where a dynamic MAC is added to a port that is down: such a port learns none. */
const DOWN = /^RTNETLINK answers: Operation not permitted$/;

/** Their message where a link had an ingress qdisc once, and has none now. */
const NO_INGRESS = /^Error: Invalid handle\.$/;

/** Whether `said` is about something that does not exist. Pure. */
export function saysGone(said: string): boolean {
  return GONE.some((pattern) => pattern.test(said));
}

/**
 * Whether `said` means that what an operation deletes, or the port that it unlocks, is gone:
 * removed by hand, by a reboot, or with an unplugged interface. Then the host is as the operation
 * wanted it. Pure.
 */
export function isGone(operation: LineOperation, said: string): boolean {
  switch (operation.op) {
    case 'bridge-entry.delete':
      return saysGone(said) || NO_PORT.test(said);
    case 'qdisc.delete':
      return saysGone(said) || NO_INGRESS.test(said);
    case 'bridge-port.set':
      return operation.locked === false && (saysGone(said) || NO_PORT.test(said));
    case 'bridge-entry.replace': {
      const unlocks = operation.state === 'dynamic';
      return unlocks && (saysGone(said) || NO_PORT.test(said) || DOWN.test(said));
    }
    default:
      return operation.op.endsWith('.delete') && saysGone(said);
  }
}
