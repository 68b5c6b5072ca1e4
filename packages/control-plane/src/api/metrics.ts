/** Counters of this process; evidence itself is counted in the store. */
export type Counters = { requests: number; refused: number; failed: number };

type Metric = {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly value: number;
};

/** Prometheus text format 0.0.4. No labels: nothing that a device or a person wrote ever becomes one. */
export const metricsText = (metrics: readonly Metric[]): string =>
  metrics
    .map(
      ({ name, help, type, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`,
    )
    .join('');

export const controlPlaneMetrics = (
  counters: Counters,
  totals: { readonly records: number; readonly findings: number; readonly devices: number },
  streams: number,
): readonly Metric[] => [
  {
    name: 'sallyport_requests_total',
    help: 'HTTP requests received',
    type: 'counter',
    value: counters.requests,
  },
  {
    name: 'sallyport_requests_refused_total',
    help: 'HTTP requests refused by host, origin, media type or caller',
    type: 'counter',
    value: counters.refused,
  },
  {
    name: 'sallyport_requests_failed_total',
    help: 'HTTP requests that failed here',
    type: 'counter',
    value: counters.failed,
  },
  {
    name: 'sallyport_evidence_records_total',
    help: 'evidence records stored',
    type: 'counter',
    value: totals.records,
  },
  {
    name: 'sallyport_evidence_findings_total',
    help: 'contradictions found in stored evidence',
    type: 'counter',
    value: totals.findings,
  },
  { name: 'sallyport_devices', help: 'devices known', type: 'gauge', value: totals.devices },
  { name: 'sallyport_activity_streams', help: 'open activity streams', type: 'gauge', value: streams },
];
