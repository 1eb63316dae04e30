import type { TrafficEvent } from '../../shared/answers.js';
import { fill, h, svg } from '../base/dom.js';
import { rate } from '../base/format.js';
import type { Store } from '../base/state.js';

const [WIDTH, HEIGHT] = [320, 56];
/** So many samples are shown: five minutes. */
const SAMPLES = 150;

/** The throughput of the last minutes of some interfaces of the host, as two lines. */
export function createThroughput(
  store: Store,
  links: readonly string[],
  isWorkload: boolean,
): HTMLElement {
  const place = h('section', { class: 'throughput' });
  let isShown = false;
  store.on(['samples'], ({ samples }) => {
    // A panel that was replaced is drawn no more.
    if (isShown && !place.isConnected) return;
    isShown ||= place.isConnected;
    const series = seriesOf(samples, links);
    // What the host's end receives, the workload has sent.
    const [into, out] = isWorkload
      ? [series.sent, series.received]
      : [series.received, series.sent];
    const top = Math.max(1, ...into, ...out);
    const last = (values: readonly number[]) => values.at(-1) ?? 0;
    fill(
      place,
      h('h3', {}, 'Throughput'),
      svg(
        'svg',
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'spark', role: 'img' },
        svg('title', {}, `In ${rate(last(into))}, out ${rate(last(out))}`),
        svg('path', { d: pathOf(into, top), class: 'in' }),
        svg('path', { d: pathOf(out, top), class: 'out' }),
      ),
      h(
        'p',
        { class: 'legend' },
        h('span', { class: 'in' }, `in ${rate(last(into))}`),
        h('span', { class: 'out' }, `out ${rate(last(out))}`),
        h(
          'span',
          { class: 'faint' },
          top > 1 ? `five minutes, at most ${rate(top)}` : 'five minutes',
        ),
      ),
    );
  });
  return place;
}

/** The rates of some interfaces together, a number for each sample. Pure. */
export function seriesOf(samples: readonly TrafficEvent[], links: readonly string[]) {
  const sum = (index: 0 | 1) =>
    samples.map(({ rates }) => links.reduce((all, link) => all + (rates[link]?.[index] ?? 0), 0));
  return { received: sum(0), sent: sum(1) };
}

/** A line through values, the newest at the right. Pure. */
export function pathOf(values: readonly number[], top: number): string {
  const begin = WIDTH - ((values.length - 1) * WIDTH) / (SAMPLES - 1);
  return values
    .map((value, index) => {
      const x = begin + (index * WIDTH) / (SAMPLES - 1);
      const y = HEIGHT - 2 - ((HEIGHT - 6) * value) / top;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
