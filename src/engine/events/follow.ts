import { isVpcctlError } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { type HostEvent, type LinkSnapshot, linkEvents } from './event.js';
import { readEvents, readLinks } from './read.js';
import { wakeOnChange } from './wake.js';

/** Among so many of the newest changes those are that nobody was told of. */
const NEWEST = 200;

/**
 * Tells of each event, until the context's signal is aborted.
 * @param known the keys of the events that were told already
 * @param ready called once, when nothing that happens from now on is missed
 * @throws JournalError as `journal.read` does
 */
export async function followEvents(
  context: EngineContext,
  known: ReadonlySet<string>,
  tell: (event: HostEvent) => void,
  ready: () => void,
): Promise<void> {
  const told = new Set(known);
  let links: LinkSnapshot | null = null;
  let isReady = false;
  await wakeOnChange(context, { kernel: true, apart: 0 }, async () => {
    const before = links;
    links = (await linksNow(context)) ?? links;
    const now = new Date().toISOString();
    const events = [
      ...(await readEvents(context, { count: NEWEST })),
      ...(before === null || links === null ? [] : linkEvents(before, links, now)),
    ];
    for (const event of events) {
      if (told.has(event.key)) continue;
      told.add(event.key);
      tell(event);
    }
    if (!isReady) ready();
    isReady = true;
  });
}

/** Null where the host cannot be read at the moment; the next look may see it again. */
async function linksNow(context: EngineContext): Promise<LinkSnapshot | null> {
  try {
    return await readLinks(context);
  } catch (error) {
    if (isVpcctlError(error)) return null;
    throw error;
  }
}
