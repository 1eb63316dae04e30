import type { TrafficFacts } from '@vpcctl/sdk';

/** What the kernel's routing tables, links and queues say of packets. */
export type KernelTraffic = Pick<
  TrafficFacts,
  'answers' | 'links' | 'rules' | 'routes' | 'neighbours' | 'entries' | 'queues'
>;
