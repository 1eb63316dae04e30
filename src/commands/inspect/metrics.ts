import { Flags, VpcctlCommand } from '@vpcctl/sdk/command';
import type { Measurement } from '../../engine/metrics/index.js';
import type { MetricsOutput } from '../../schemas/see/metrics.js';

/** How long a server uses a comparison of the host with the journal again, in milliseconds. */
const DRIFT_EVERY_MS = 60_000;

export default class MetricsCommand extends VpcctlCommand {
  static override group = 'see' as const;
  static override summary = 'Print numbers for Prometheus, or serve them.';
  static override description =
    'Bytes, packets and connections of each workload with its share of them, what waits and is dropped where traffic is limited, drift, the last replay, the journal, and the uplinks: as OpenMetrics text, once. With --listen it serves them at /metrics until SIGTERM or Ctrl-C; with --textfile it writes them for node_exporter. docs/metrics.md lists all metrics. Nothing is changed. Without root there is no drift, and no connections.';
  static override examples = [
    '<%= config.bin %> metrics',
    {
      description: 'Serve them to a Prometheus on this host.',
      command: '<%= config.bin %> metrics --listen 127.0.0.1:9469',
    },
    {
      description: 'Write them for node_exporter, from a timer.',
      command: '<%= config.bin %> metrics --textfile /var/lib/prometheus/node-exporter',
    },
    {
      description: 'The bytes that each workload has sent.',
      command:
        '<%= config.bin %> metrics --json | jq \'.metrics[] | select(.name == "vpcctl_workload_transmit_bytes_total") | .samples\'',
    },
  ];
  static override flags = {
    listen: Flags.string({
      summary: 'Serve the metrics here; without an address at 127.0.0.1.',
      helpValue: '[ADDRESS:]PORT',
    }),
    textfile: Flags.string({
      summary: 'Write vpcctl.prom into this directory of node_exporter.',
      helpValue: 'DIR',
      exclusive: ['listen'],
    }),
  };

  async run(): Promise<MetricsOutput | undefined> {
    const { flags } = await this.parse(MetricsCommand);
    const metrics = await import('../../ui/metrics/index.js');
    const at = flags.listen === undefined ? null : metrics.parseListenAddress(flags.listen);
    const { openEngine, watchInterruption } = await import('../../engine/index.js');
    const { createMeasure, writeTextfile } = await import('../../engine/metrics/index.js');
    const { silentLog } = await import('../../ui/commands/log.js');
    const context = await openEngine({
      plugins: this.config,
      observer: {},
      openLog: async () => silentLog,
    });
    const driftEvery = at === null ? 0 : DRIFT_EVERY_MS;
    const measure = createMeasure(context, { version: this.config.version, driftEvery });
    if (at !== null) {
      const { signal, stop } = watchInterruption();
      const ready = () => this.log(`Serving http://${metrics.showListenAddress(at)}/metrics`);
      const failed = (message: string) => this.note(message);
      await metrics.serveMetrics(at, measure, { signal, ready, failed }).finally(stop);
      return undefined;
    }
    const measured = await measure();
    for (const { meter, why } of measured.failures) this.note(`no numbers of ${meter}: ${why}`);
    if (flags.textfile !== undefined) {
      const text = await metrics.renderMetrics(measured, 'prometheus');
      this.log(`Wrote ${writeTextfile(flags.textfile, text)}.`);
    } else if (!this.jsonEnabled()) {
      this.log((await metrics.renderMetrics(measured, 'openMetrics')).trimEnd());
    }
    return outputOf(measured);
  }
}

function outputOf({ metrics, failures }: Measurement): MetricsOutput {
  return {
    metrics: metrics.map(({ family: { name, kind, help }, samples }) => ({
      ...{ name, kind, help },
      samples: samples.map(({ labels, value }) => ({ labels: { ...labels }, value })),
    })),
    failures: failures.map((each) => ({ ...each })),
  };
}
