import type { InstanceOutput, SubnetOutput, VpcOutput } from '../../../schemas/vpc.js';
import { ask, isAborted } from '../base/api.js';
import { button, type Child, fill, h } from '../base/dom.js';
import { failureView } from '../base/frame.js';
import { type Store, seqAt } from '../base/state.js';
import { createCapture } from './capture.js';
import { policyView } from './policy.js';
import { createThroughput } from './throughput.js';

type Shown = VpcOutput | SubnetOutput | InstanceOutput;

/** How often the counters of a policy that is seen are read. */
const COUNTS_EVERY_MS = 4000;

export interface DetailsOptions {
  /** Puts a workload into the question about reach. */
  readonly askFrom: (place: string) => void;
  readonly askTo: (place: string) => void;
}

/** The panel about what is selected: addresses, policy, labels, throughput. */
export function createDetails(store: Store, panel: HTMLElement, options: DetailsOptions): void {
  let asking = new AbortController();
  let timer = 0;
  const load = async (place: string, at: number | null) => {
    asking.abort();
    asking = new AbortController();
    try {
      const shown = await ask<Shown>('show', { what: place, at }, asking.signal);
      fill(panel, view(store, shown, place, at === null, options));
    } catch (error) {
      if (isAborted(error)) return;
      // In the past, or since it was deleted: that is no fault of anyone.
      const isGone = store.get().past?.textOf(place) === null;
      const gone = `It does not exist ${at === null ? 'any more' : 'at this time'}.`;
      fill(
        panel,
        heading(place, ''),
        isGone ? h('p', { class: 'empty' }, gone) : failureView(error),
      );
    }
  };
  window.setInterval(() => {
    const { selected, position } = store.get();
    const shown = panel.querySelector('.policy');
    const isSeen = !panel.hidden && document.visibilityState === 'visible';
    if (selected === null || position !== null || shown === null || !isSeen) return;
    recount(selected, shown);
  }, COUNTS_EVERY_MS);
  store.on(['selected', 'position', 'entries'], (state) => {
    const { selected } = state;
    window.clearTimeout(timer);
    if (selected === null) {
      fill(
        panel,
        h('p', { class: 'empty' }, 'Choose a VPC, subnet or instance to see more of it.'),
      );
      return;
    }
    // While the timeline is dragged, only where it rests is asked for.
    timer = window.setTimeout(() => load(selected, seqAt(state)), 120);
  });
}

/** Shows what a policy has counted meanwhile. A failure is told by the next question. */
async function recount(place: string, section: Element): Promise<void> {
  const shown = await ask<Shown>('show', { what: place }).catch(() => null);
  if (shown === null || !('counts' in shown) || !section.isConnected) return;
  section.replaceWith(policyView(shown));
}

function heading(place: string, kind: string): HTMLElement {
  return h(
    'header',
    { class: 'panel-head' },
    h('h2', {}, place),
    h('span', { class: 'faint' }, kind),
  );
}

function view(
  store: Store,
  shown: Shown,
  place: string,
  isNow: boolean,
  { askFrom, askTo }: DetailsOptions,
): Child[] {
  const isWorkload = !('subnets' in shown);
  const links = 'subnets' in shown ? [shown.bridge.name] : [shown.hostEnd.name];
  return [
    heading(
      place,
      'subnets' in shown ? 'VPC' : 'instances' in shown ? `${shown.type} subnet` : 'instance',
    ),
    isWorkload
      ? h(
          'div',
          { class: 'row' },
          button('Reach from here', () => askFrom(place)),
          button('Reach to here', () => askTo(place)),
        )
      : null,
    facts(factsOf(shown)),
    isNow ? createThroughput(store, links, isWorkload) : null,
    labelsView(shown.labels),
    'policy' in shown ? policyView(shown) : null,
    'peers' in shown && shown.peers.length > 0 ? peersView(shown) : null,
    fieldsView(shown.fields ?? []),
    isNow ? createCapture(place) : null,
  ];
}

function factsOf(shown: Shown): [string, Child][] {
  if ('subnets' in shown) {
    return [
      ['CIDR', shown.cidr],
      ['Gateway', shown.gateway],
      ['Uplink', shown.uplink ?? 'none'],
      ['Router', shown.bridge.name],
      ['Segment', String(shown.segment)],
      ['Subnets', String(shown.subnets.length)],
    ];
  }
  const link = shown.guestEnd.altname ?? shown.guestEnd.name;
  const common: [string, Child][] = [
    ['Address', shown.address],
    ['Namespace', shown.namespace],
    ['Interface', `${link}, ${shown.guestEnd.mac}`],
  ];
  if ('cidr' in shown) return [['CIDR', shown.cidr], ...common];
  const container = shown.attachment?.container;
  const attached: [string, Child][] =
    container === undefined ? [] : [['Container', `${container.name} (${container.engine})`]];
  return [...common, ...attached];
}

function facts(rows: readonly (readonly [string, Child])[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

function labelsView(labels: Readonly<Record<string, string>>): HTMLElement | null {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  return h(
    'ul',
    { class: 'labels', 'aria-label': 'Labels' },
    entries.map(([key, value]) => h('li', {}, `${key}=${value}`)),
  );
}

function peersView({ peers }: VpcOutput): HTMLElement {
  return h(
    'section',
    {},
    h('h3', {}, 'Peers'),
    h(
      'ul',
      { class: 'plain' },
      peers.map(({ vpc, cidr, allowed }) =>
        h(
          'li',
          {},
          h('strong', {}, vpc),
          ` ${cidr}: `,
          `${allowed.here.join(', ')} ↔ ${allowed.there.join(', ')}`,
        ),
      ),
    ),
  );
}

function fieldsView(fields: NonNullable<VpcOutput['fields']>): HTMLElement | null {
  if (fields.length === 0) return null;
  return h(
    'section',
    {},
    h('h3', {}, 'Further'),
    facts(fields.map(({ label, text }) => [label, text] as const)),
  );
}
