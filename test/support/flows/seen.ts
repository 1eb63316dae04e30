/** What vpcctl says of the packets of a lab, in all places where it says so. */
import { metricsOutputSchema } from '../../../src/schemas/see/metrics.js';
import { subnetOutputSchema } from '../../../src/schemas/vpc.js';
import { json } from '../cli/vpcctl.js';
import type { Lab } from '../lab/harness.js';
import type { Counted } from './service.js';

/** The counters of the ingress policy, by the numbers of the rules: `1`, or `` for what none allows. */
export async function policyCounters(
  lab: Lab,
  subnet: string,
): Promise<Readonly<Record<string, Counted>>> {
  const { counts } = await json(lab, subnetOutputSchema, 'show', subnet);
  return Object.fromEntries(
    (counts?.ingress ?? []).map(({ rules, packets, bytes }) => [rules.join(), { packets, bytes }]),
  );
}

/** The metrics of the traffic of a subnet, and of what the packet filter dropped for a cause. */
export async function metricsOf(lab: Lab, subnet: string, cause: string) {
  const { metrics } = await json(lab, metricsOutputSchema, 'metrics');
  const value = (name: string, labels: Readonly<Record<string, string>>) => {
    const samples = metrics.find((metric) => metric.name === `vpcctl_${name}`)?.samples ?? [];
    const sample = samples.find((each) =>
      Object.entries(labels).every(([label, wanted]) => each.labels[label] === wanted),
    );
    if (sample === undefined) throw new Error(`no metric ${name} of ${JSON.stringify(labels)}`);
    return sample.value;
  };
  const counted = (way: string): Counted => ({
    packets: value(`workload_${way}_packets_total`, { subnet }),
    bytes: value(`workload_${way}_bytes_total`, { subnet }),
  });
  return {
    sent: counted('transmit'),
    received: counted('receive'),
    dropped: value('dropped_packets_total', { cause }),
  };
}
