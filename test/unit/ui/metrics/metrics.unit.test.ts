import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseListenAddress,
  showListenAddress,
} from '../../../../src/ui/metrics/listen-address.js';
import { formatFor, renderMetrics } from '../../../../src/ui/metrics/render.js';

/** Names and texts as an attacker would choose them. */
const hostile = fc.oneof(
  fc.string({ unit: fc.nat(0x2fff).map((code) => String.fromCharCode(code)) }),
  fc.constantFrom('"} 1\nvpcctl_drift_changes 0\n', 'a\\', '\\n', '# EOF\n', '\u001b[2J', '\r\n'),
);

/** The value of the label `interface` in a line, as a reader of the format gets it. */
function labelIn(line: string): string | undefined {
  const [, escaped] = /^vpcctl_uplink_up\{interface="((?:[^"\\\n]|\\.)*)"\} 1$/su.exec(line) ?? [];
  return escaped?.replaceAll(/\\(.)/gs, (_, each) => (each === 'n' ? '\n' : each));
}

const family = {
  ...{ name: 'vpcctl_uplink_up', kind: 'gauge' as const, help: 'Up', labels: ['interface'] },
};
const render = (names: readonly string[]) =>
  renderMetrics(
    {
      metrics: [
        {
          family,
          samples: names.map((name) => ({
            ...{ name: family.name, labels: { interface: name }, value: 1 },
          })),
        },
        { family: { ...family, name: 'vpcctl_none' }, samples: [] },
      ],
      failures: [],
    },
    'openMetrics',
  );

describe('metrics as text', () => {
  it('have one line a number, whatever is in a label, and the reader gets just that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(hostile, { minLength: 1, maxLength: 4 }), async (names) => {
        const lines = (await render(names)).split('\n');
        expect(lines.slice(0, 2)).toEqual([
          '# HELP vpcctl_uplink_up Up',
          '# TYPE vpcctl_uplink_up gauge',
        ]);
        expect(lines.slice(-2)).toEqual(['# EOF', '']);
        expect(lines.slice(2, -2).map(labelIn)).toEqual(names);
      }),
    );
  });

  it('have the names of counters as each format asks for', async () => {
    const counter = { ...family, name: 'vpcctl_x_total', kind: 'counter' as const, labels: [] };
    const sample = { name: counter.name, labels: {}, value: 2 ** 53 };
    const measured = { metrics: [{ family: counter, samples: [sample] }], failures: [] };
    expect(await renderMetrics(measured, 'openMetrics')).toBe(
      '# HELP vpcctl_x Up\n# TYPE vpcctl_x counter\nvpcctl_x_total 9007199254740992\n# EOF\n',
    );
    expect(await renderMetrics(measured, 'prometheus')).toBe(
      '# HELP vpcctl_x_total Up\n# TYPE vpcctl_x_total counter\nvpcctl_x_total 9007199254740992\n',
    );
  });

  it('are of the format that the client knows', () => {
    expect(formatFor('application/openmetrics-text;version=1.0.0,text/plain;q=0.5')).toBe(
      'openMetrics',
    );
    expect(formatFor('*/*')).toBe('prometheus');
    expect(formatFor(undefined)).toBe('prometheus');
  });
});

describe('an address to listen at', () => {
  it.each([
    ['9469', '127.0.0.1:9469'],
    ['127.0.0.1:9469', '127.0.0.1:9469'],
    ['0.0.0.0:1', '0.0.0.0:1'],
    ['[::1]:65535', '[::1]:65535'],
  ])('%s is %s', (text, shown) => {
    expect(showListenAddress(parseListenAddress(text))).toBe(shown);
  });

  it.each(['', '0', '65536', ':9469', 'localhost:9469', '::1:9469', '[]:1', '[10.0.0.1]:1', '1 '])(
    '%j is none',
    (text) => {
      expect(() => parseListenAddress(text)).toThrow(/is no address to listen at/);
    },
  );
});
