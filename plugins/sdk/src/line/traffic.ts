import type { Discipline, TrafficFields } from '../operation/traffic.js';
import type { LineTable } from './table.js';
import { tc, words } from './words.js';

export const trafficLines: LineTable<keyof TrafficFields> = {
  'ingress.add': ({ link }) => tc(words`qdisc add dev ${link} ingress`),
  'qdisc.replace': ({ link, discipline }) =>
    tc(words`qdisc replace dev ${link} root`, disciplineWords(discipline)),
  'qdisc.delete': ({ link, parent }) => tc(words`qdisc del dev ${link} ${parent}`),
  // u32 is the classifier that every kernel has; with an empty mask it matches every packet.
  'filter.add': ({ link, redirectTo }) =>
    tc(
      words`filter add dev ${link} ingress protocol all pref 1 u32 match u32 0 0`,
      words`action mirred egress redirect dev ${redirectTo}`,
    ),
};

function disciplineWords(discipline: Discipline): string[] {
  if (discipline.kind === 'tbf') {
    const { rate, burst, latency } = discipline;
    return ['tbf', 'rate', `${rate}bit`, 'burst', `${burst}b`, 'latency', `${latency}us`];
  }
  const { rate, limit, delay, jitter, loss } = discipline;
  return [
    ...words`netem limit ${limit}`,
    ...(delay === 0 ? [] : ['delay', `${delay}us`, `${jitter}us`]),
    ...(loss === 0 ? [] : ['loss', 'random', `${loss}%`]),
    ...(rate === null ? [] : ['rate', `${rate}bit`]),
  ];
}
