import type { DeniedGap } from '../../../schemas/see/denied.js';
import type { DeniedEvent } from '../../shared/answers.js';
import { count, timeOfDay } from '../base/format.js';
import { createFeedView, type Row } from './feed.js';

type Ask = (from: string, to: string, service: string) => void;

/** Denied packets as they come. */
export function createDenied(ask: Ask): HTMLElement {
  return createFeedView({
    title: 'Denied packets',
    address: 'api/denied',
    events: { packet: (line: DeniedEvent) => rowOf(line, ask), gap: gapRow },
    whenEmpty: 'Watching. No packet was denied yet.',
  });
}

function rowOf(line: DeniedEvent, ask: Ask): Row {
  const { time, from, to, protocol, icmpType, why } = line;
  const what = `${protocol ?? 'not IPv4'}${icmpType === null ? '' : ` ${icmpType}`}`;
  const question = line.reach === null ? null : questionOf(line.reach);
  return {
    when: time === null ? '' : timeOfDay(time),
    flow: [endText(from), '→', endText(to), what],
    ...{ why, kind: 'denied' },
    open: question === null ? undefined : () => ask(...question),
  };
}

function endText({ name, address, port }: DeniedEvent['from']): string {
  return `${name ?? address}${port === null ? '' : `:${port}`}`;
}

/** The words of `vpcctl reach FROM TO[:SERVICE]`. Pure. */
export function questionOf(command: string): [from: string, to: string, service: string] | null {
  const [, from, to, service = 'icmp'] =
    /^vpcctl reach (\S+) ([^\s:]+)(?::(\S+))?$/.exec(command) ?? [];
  return from === undefined || to === undefined ? null : [from, to, service];
}

function gapRow({ leftOut, lost }: DeniedGap): Row {
  const text = [
    leftOut === 0 ? '' : `${count(leftOut, 'more packet')} denied`,
    lost === 0 ? '' : `${count(lost, 'packet')} came too fast`,
  ].filter((part) => part !== '');
  return { when: '…', flow: text, why: '', kind: 'gap' };
}
