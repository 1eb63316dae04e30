import type { ErrorOutput } from '../../../schemas/error.js';
import { addressOf, Failure } from '../base/api.js';
import { button, fill, h } from '../base/dom.js';
import { failureView } from '../base/frame.js';

const SECONDS = ['5', '10', '30', '60'];

/** Captures the packets of a place for some seconds, and hands the file to the browser. */
export function createCapture(place: string): HTMLElement {
  const seconds = h(
    'select',
    { 'aria-label': 'Seconds' },
    SECONDS.map((value) => h('option', { value, selected: value === '10' }, `${value} s`)),
  );
  const filter = h('input', {
    ...{ type: 'text', placeholder: 'all packets; tcp port 80', spellcheck: 'false' },
    'aria-label': 'Filter of the capture, as for tcpdump',
  });
  const said = h('div', { role: 'status' });
  const go = button('Capture', () => run());
  const run = async () => {
    go.disabled = true;
    fill(said, h('p', { class: 'faint' }, `Capturing for ${seconds.value} seconds…`));
    try {
      await download(place, filter.value, seconds.value);
      fill(said, h('p', { class: 'faint' }, 'The file is for Wireshark, and for tcpdump -r.'));
    } catch (error) {
      fill(said, failureView(error));
    }
    go.disabled = false;
  };
  return h(
    'section',
    {},
    h('h3', {}, 'Packets'),
    h('div', { class: 'row capture' }, filter, seconds, go),
    said,
  );
}

async function download(place: string, filter: string, seconds: string): Promise<void> {
  const response = await fetch(addressOf('capture', { place, filter, seconds }));
  if (!response.ok) {
    const { error }: ErrorOutput = await response.json();
    throw new Failure(error);
  }
  const address = URL.createObjectURL(await response.blob());
  h('a', { href: address, download: `${place.replaceAll('/', '-')}.pcapng` }).click();
  URL.revokeObjectURL(address);
}
