import { Counter, Gauge, Registry } from 'prom-client';
import type { Measurement } from '../../engine/metrics/index.js';

/** A format of metrics, by its media type. */
export const FORMATS = {
  /** https://prometheus.io/docs/specs/om/open_metrics_spec */
  openMetrics: Registry.OPENMETRICS_CONTENT_TYPE,
  /** The older one, which node_exporter reads from files. */
  prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
} as const;

export type Format = keyof typeof FORMATS;

/**
 * Numbers as text for Prometheus and its like. Families without a number are left out. The library
 * escapes the values of labels, which may be any text.
 */
export function renderMetrics({ metrics }: Measurement, format: Format): Promise<string> {
  const registry = new Registry();
  // The type of the class has one format, and its method takes both.
  registry.setContentType(FORMATS[format] as typeof Registry.PROMETHEUS_CONTENT_TYPE);
  for (const { family, samples } of metrics) {
    if (samples.length === 0) continue;
    const { name, help, kind, labels } = family;
    const settings = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'counter') {
      const counter = new Counter(settings);
      for (const sample of samples) counter.inc({ ...sample.labels }, sample.value);
    } else {
      const gauge = new Gauge(settings);
      for (const sample of samples) gauge.set({ ...sample.labels }, sample.value);
    }
  }
  return registry.metrics();
}

/** The format that an `Accept` header asks for. Pure. */
export function formatFor(accept: string | undefined): Format {
  return accept?.includes('application/openmetrics-text') ? 'openMetrics' : 'prometheus';
}
