import { fill, h } from '../base/dom.js';
import { createDenied } from './denied.js';
import { createFlows } from './flows.js';
import { createStatus } from './status.js';

/** What happens now: denied packets, flows, and whether the host is as the journal says. */
export function createLivePanel(
  panel: HTMLElement,
  ask: (from: string, to: string, service: string) => void,
): void {
  fill(
    panel,
    h('header', { class: 'panel-head' }, h('h2', {}, 'Now')),
    createDenied(ask),
    createFlows(),
    createStatus(),
  );
}
