import { median, Samples } from '../measure/statistics.js';
import type { Row } from '../rows/row.js';
import type { VpcHost } from './hosts.js';

/** For how long each host sends in a round. */
const SECONDS = 5;

/** What arrives by TCP on two hosts that take turns. */
export class Throughputs {
  readonly #perSecond = new Samples();
  readonly #perProcessorSecond = new Samples();

  /** @param one the host that is compared with the other */
  constructor(
    private readonly one: VpcHost,
    private readonly other: VpcHost,
  ) {}

  measure(): void {
    for (let second = 0; second < SECONDS; second++) {
      const turn = [this.one, this.other];
      // The first of two that run one after the other may have it easier.
      for (const { way, throughput } of second % 2 === 0 ? turn : turn.reverse()) {
        const { perSecond, perProcessorSecond } = throughput();
        this.#perSecond.add(way.name, perSecond);
        this.#perProcessorSecond.add(way.name, perProcessorSecond);
      }
    }
  }

  /**
   * By the clock, and by the processor time of both ends.
   * @param beside what the other host is
   * @param limit the least
   */
  rows(beside: string, limit: number): Row[] {
    return [
      this.#row(`bytes by TCP in a second, beside ${beside}`, limit, this.#perSecond),
      this.#row(
        `bytes by TCP in a second of processor time, beside ${beside}`,
        limit,
        this.#perProcessorSecond,
      ),
    ];
  }

  #row(what: string, limit: number, samples: Samples): Row {
    const [one, other] = [this.one.way.name, this.other.way.name];
    const [ones, others] = [samples.of(one), samples.of(other)];
    const ratios = ones.map((bits, at) => bits / (others[at] ?? Number.NaN));
    return {
      what,
      unit: 'times',
      measured: median(ratios),
      limit,
      atLeast: true,
      from: `${one} ${gigabits(median(ones))}, ${other} ${gigabits(median(others))}`,
    };
  }
}

const gigabits = (bits: number) => `${(bits / 1e9).toFixed(1)} Gbit`;
