import { inputError } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';
import { BURSTS, type Limit, LONGEST_TIME, RATES } from './state.js';
import {
  parsePercent,
  parseRate,
  parseSize,
  parseTime,
  showRate,
  showSize,
  showTime,
} from './units.js';

/** A limit as the user writes it. */
export const limitInputSchema = z.object({
  rate: z.string().optional(),
  burst: z.string().optional(),
  latency: z.string().optional(),
  delay: z.string().optional(),
  jitter: z.string().optional(),
  loss: z.string().optional(),
});

export type LimitInput = z.infer<typeof limitInputSchema>;

/** How long a packet may wait in the queue, in microseconds. */
const LATENCY = 400_000;
/** The timer may be this late without a loss of throughput. */
const BURST_SECONDS = 0.02;
/** The kernel counts the bytes of a queue in 32 bits. */
const LONGEST_QUEUE = 2 ** 32 - 1;

/**
 * Chooses the values of a limit that the user left open.
 * @throws VpcctlError `RATE_INVALID`, `BURST_INVALID`, `TIME_INVALID`, `LOSS_INVALID`,
 * `SHAPE_INVALID`
 */
export function chooseLimit(request: LimitInput): Limit {
  const rate = request.rate === undefined ? null : checkedRate(request.rate);
  const [delay, jitter] = [request.delay, request.jitter].map((time) => timeOr(time, 0));
  const limit = {
    delay: delay ?? 0,
    jitter: jitter ?? 0,
    loss: parsePercent(request.loss ?? '0%'),
  };
  checkTogether(request, limit);
  if (rate === null) return { rate, burst: null, latency: null, ...limit };
  const latency = timeOr(request.latency, LATENCY);
  const burst = usesNetem(limit) ? null : chooseBurst(request.burst, rate);
  if ((rate / 8e6) * latency + (burst ?? 0) <= LONGEST_QUEUE) {
    return { rate, burst, latency, ...limit };
  }
  throw inputError(
    'SHAPE_INVALID',
    `${showTime(latency)} at ${showRate(rate)} is more than a queue can hold`,
    'choose a shorter --latency',
  );
}

/** Whether a limit needs netem, which then also keeps the rate and has no burst. */
export function usesNetem({ delay, jitter, loss }: Omit<Limit, 'rate' | 'burst' | 'latency'>) {
  return delay > 0 || jitter > 0 || loss > 0;
}

/** Describes a limit: `1mbit, burst 4kb, latency 400ms`. */
export function describeLimit({ rate, burst, latency, delay, jitter, loss }: Limit): string {
  return [
    ...(rate === null ? [] : [showRate(rate)]),
    ...(burst === null ? [] : [`burst ${showSize(burst)}`]),
    ...(latency === null ? [] : [`latency ${showTime(latency)}`]),
    ...(delay === 0 ? [] : [`delay ${showTime(delay)}`]),
    ...(jitter === 0 ? [] : [`jitter ${showTime(jitter)}`]),
    ...(loss === 0 ? [] : [`loss ${loss}%`]),
  ].join(', ');
}

function checkTogether(request: LimitInput, limit: Pick<Limit, 'delay' | 'jitter' | 'loss'>): void {
  const netem = usesNetem(limit);
  if (request.rate === undefined && !netem) {
    throw inputError('SHAPE_INVALID', 'no limit is given', 'for example: --rate 1mbit');
  }
  for (const flag of ['burst', 'latency'] as const) {
    if (request.rate !== undefined || request[flag] === undefined) continue;
    throw inputError('SHAPE_INVALID', `--${flag} needs a rate`, 'give --rate, too');
  }
  if (netem && request.burst !== undefined) {
    const why = 'with --delay, --jitter or --loss the rate has no burst';
    throw inputError('SHAPE_INVALID', why, 'leave --burst out');
  }
  if (limit.jitter <= limit.delay) return;
  throw inputError(
    'SHAPE_INVALID',
    '--jitter is more than --delay',
    'give a --delay of at least the jitter',
  );
}

function checkedRate(text: string): number {
  const rate = parseRate(text);
  if (rate >= RATES.least && rate <= RATES.most) return rate;
  const { least, most } = RATES;
  throw inputError(
    'RATE_INVALID',
    `${showRate(rate)} is not a possible rate`,
    `from ${showRate(least)} to ${showRate(most)}`,
  );
}

function chooseBurst(text: string | undefined, rate: number): number {
  if (text === undefined) return Math.max(BURSTS.usual, Math.round((rate / 8) * BURST_SECONDS));
  const burst = parseSize(text);
  if (burst >= BURSTS.least && burst <= BURSTS.most) return burst;
  throw inputError(
    'BURST_INVALID',
    `a burst of ${showSize(burst)} is not possible`,
    'give 2kb (one frame) to 1024mb, or leave --burst out',
  );
}

function timeOr(text: string | undefined, fallback: number): number {
  const time = text === undefined ? fallback : parseTime(text);
  if (time <= LONGEST_TIME) return time;
  throw inputError('TIME_INVALID', `${showTime(time)} is too long`, 'at most 60s');
}
