import { median, Samples } from '../measure/statistics.js';
import type { VpcHost } from './hosts.js';

const gigabits = (bits: number) => `${(bits / 1e9).toFixed(1)} Gbit/s`;

/** What arrives by TCP in a second, by the names of hosts that take turns. */
export class Throughputs {
  readonly #samples = new Samples();

  /** @param seconds for how long each host sends */
  measure(hosts: Readonly<Record<string, VpcHost>>, seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      const turn = Object.entries(hosts);
      // The first of two that run one after the other may have it easier.
      for (const [name, host] of second % 2 === 0 ? turn : turn.reverse()) {
        this.#samples.add(name, host.throughput());
      }
    }
  }

  of(name: string): string {
    return `${name} ${gigabits(median(this.#samples.of(name)))}`;
  }

  /** The median of the ratios of each turn. */
  ratio(one: string, other: string): number {
    const others = this.#samples.of(other);
    return median(this.#samples.of(one).map((bits, at) => bits / (others[at] ?? Number.NaN)));
  }
}
