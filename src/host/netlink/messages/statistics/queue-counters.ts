/** What a qdisc holds and has dropped: linux/gen_stats.h. Pure. */
import type { QueueStatistics } from '@vpcctl/sdk';
import type { Attributes } from '../../codec/attributes.js';
import { atLeast } from '../../codec/malformed.js';

/** TCA_STATS2 of linux/rtnetlink.h, and TCA_STATS_QUEUE within it. */
const TCA_STATS2 = 7;
const QUEUE = 3;
/** Where `struct gnet_stats_queue` has its first three numbers, of 32 bits each. */
const AT = { packets: 0, bytes: 4, drops: 8 } as const;
const LENGTH = 12;

/** The statistics among the attributes of a qdisc; null where it has none. @throws MalformedMessage */
export function readQueueStatistics(qdisc: Attributes): QueueStatistics | null {
  const queue = qdisc.nested(TCA_STATS2).bytes(QUEUE);
  if (queue === null) return null;
  const numbers = atLeast(LENGTH, queue, 'the statistics of a qdisc');
  return {
    backlogBytes: numbers.readUInt32LE(AT.bytes),
    backlogPackets: numbers.readUInt32LE(AT.packets),
    drops: numbers.readUInt32LE(AT.drops),
  };
}
