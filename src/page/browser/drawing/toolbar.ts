import { button, fill, h } from '../base/dom.js';
import type { Folding } from './folding.js';
import type { Viewport } from './viewport.js';

/** The buttons over the drawing: larger, smaller, all of it; and of the VPC that is chosen. */
export function createToolbar(
  viewport: Viewport,
  act: { readonly toggle: (vpc: string) => void; readonly only: (vpc: string | null) => void },
) {
  const chosen = h('span', { class: 'of-vpc' });
  const keys =
    'Drag moves it, the wheel zooms. Keys: arrows go to the next box, Enter chooses it, O opens a VPC or closes it, + − 0 zoom.';
  const words = h('p', { class: 'keys faint', id: 'drawing-keys', hidden: true }, keys);
  const help = button(
    '?',
    () => {
      words.hidden = !words.hidden;
      help.setAttribute('aria-expanded', String(!words.hidden));
    },
    {
      ...{ class: 'help', title: 'How it is moved, and its keys' },
      ...{ 'aria-label': '? How it is moved, and its keys' },
      ...{ 'aria-expanded': 'false', 'aria-controls': 'drawing-keys' },
    },
  );
  const root = h(
    'div',
    { class: 'drawing-tools', role: 'toolbar', 'aria-label': 'Drawing' },
    button('+', () => viewport.zoom(1), { 'aria-label': 'Larger', title: 'Larger (+)' }),
    button('−', () => viewport.zoom(-1), { 'aria-label': 'Smaller', title: 'Smaller (−)' }),
    button('Fit', () => viewport.fit(), { title: 'All of it (0)' }),
    chosen,
    help,
    words,
  );
  return {
    root,
    /** Shows the buttons of a VPC. */
    show(vpc: string | null, detail: string, { only }: Folding) {
      const own =
        vpc === null
          ? []
          : [
              button(`${detail === 'full' ? 'Close' : 'Open'} ${vpc}`, () => act.toggle(vpc), {
                title: 'Draw what is in it, or only how much (O)',
              }),
              only === vpc ? null : button(`Only ${vpc}`, () => act.only(vpc)),
            ];
      fill(chosen, ...own, only === null ? null : button('All VPCs', () => act.only(null)));
    },
  };
}
