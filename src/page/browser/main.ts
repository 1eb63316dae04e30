import type { HistoryOutput } from '../../schemas/history.js';
import type { SessionAnswer, TrackAnswer } from '../shared/answers.js';
import { ask } from './base/api.js';
import { byId, h } from './base/dom.js';
import { createTabs, report } from './base/frame.js';
import { listenToKeys } from './base/keys.js';
import { Past } from './base/past.js';
import { createStore, type Store } from './base/state.js';
import { createDrawing } from './drawing/drawing.js';
import { createLivePanel } from './live/panel.js';
import { listen } from './live/stream.js';
import { createDetails } from './network/details.js';
import { createOutline } from './network/outline.js';
import { createMatrix } from './reach/matrix.js';
import { createReach } from './reach/panel.js';
import { createStrip } from './timeline/strip.js';
import { createTrack } from './timeline/track.js';

/** So many samples are kept: five minutes. */
const SAMPLES = 150;

function start(): void {
  const store = createStore();
  const side = byId('side-panels');
  const [details, question, live] = ['details', 'reach', 'live'].map(() =>
    h('div', { class: 'panel' }),
  );
  if (details === undefined || question === undefined || live === undefined) return;
  side.append(details, question, live);
  const tabs = createTabs(byId('side-tabs'), 'About', [
    { id: 'details', label: 'Details', panel: details },
    { id: 'reach', label: 'Reach', panel: question },
    { id: 'live', label: 'Now', panel: live },
  ]);
  const reach = createReach(store, question);
  const showing = (show: (place: string) => void) => (place: string) => {
    tabs.select('reach');
    show(place);
  };
  createDetails(store, details, {
    askFrom: showing(reach.setFrom),
    askTo: showing(reach.setTo),
  });
  const about = (from: string, to: string, service: string) => {
    tabs.select('reach');
    reach.about(from, to, service);
  };
  createLivePanel(live, about);
  const matrix = createMatrix(store, about);
  const views = createTabs(byId('view-tabs'), 'View', [
    { id: 'drawing', label: 'Drawing', panel: byId('drawing') },
    { id: 'outline', label: 'List', panel: byId('outline') },
    { id: 'matrix', label: 'Matrix', panel: byId('matrix') },
  ]);
  createOutline(store);
  const drawing = createDrawing(store);
  views.onSelect((id) => {
    if (id === 'matrix') matrix.open();
    if (id === 'drawing') drawing.open();
  });
  // On a small screen the list says more.
  views.select(isWide() ? 'drawing' : 'outline');
  createTrack(store);
  createStrip(store);
  listenToKeys(store);
  store.on(['selected'], ({ selected }) => {
    if (selected === null) return;
    // With the question open, a click on a workload is a part of it.
    if (tabs.selected() === 'reach' && selected.includes('/')) reach.pick(selected);
    else tabs.select('details');
    if (!isWide()) byId('side-tabs').scrollIntoView();
  });
  load(store);
  listen(
    {
      journal: ({ end }) => {
        if (end === known) return;
        known = end;
        refresh(store).catch((error) => {
          // It is read again with the next event, and when the page is connected again.
          known = null;
          report(error);
        });
      },
      samples: ({ samples }) => store.set({ samples }),
      traffic: (event) => store.set({ samples: [...store.get().samples, event].slice(-SAMPLES) }),
    },
    (isConnected) => {
      document.body.classList.toggle('offline', !isConnected);
      byId('connection').textContent = isConnected ? 'live' : 'not connected';
    },
  );
}

/** As styles/narrow.css. */
function isWide(): boolean {
  return !matchMedia('(max-width: 820px)').matches;
}

/** The end of the journal that was told last. */
let known: string | null = null;

async function load(store: Store): Promise<void> {
  try {
    const session = await ask<SessionAnswer>('session');
    store.set({ session });
    byId('host').textContent = session.host;
    document.title = `vpcctl: ${session.host}`;
    byId('mode').textContent = session.allowChanges ? 'may change' : 'reads only';
  } catch (error) {
    report(error);
  }
}

async function refresh(store: Store): Promise<void> {
  const [{ entries }, track] = await Promise.all([
    ask<HistoryOutput>('history'),
    ask<TrackAnswer>('track'),
  ]);
  store.set({ entries, past: new Past(track) });
  document.body.classList.add('loaded');
}

start();
