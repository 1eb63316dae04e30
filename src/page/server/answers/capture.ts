import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { prepareCapture } from '../../../engine/capture/index.js';
import { statePaths } from '../../../host/index.js';
import { splitWords } from '../../../ui/commands/what-if.js';
import { readStateAsOf } from '../../../ui/reading/read-state.js';
import type { Site } from '../site/index.js';
import { route } from './route.js';

/** What a download may have at most: it is made whole before it is sent. */
const MOST = { seconds: 60, packets: 10_000, bytesOfEach: 2048, atOnce: 2 };

const asked = {
  place: z.string(),
  filter: z.string().default(''),
  seconds: z.coerce.number().int().min(1).max(MOST.seconds).default(10),
};

let running = 0;

/** Captures to download: the file of `capture -w`. */
export const CAPTURE_ROUTES = {
  'api/capture': route(z.strictObject(asked), async (site, fields) => {
    if (running >= MOST.atOnce) throw tooMany();
    running += 1;
    try {
      return await captured(site, fields);
    } finally {
      running -= 1;
    }
  }),
};

async function captured(
  { config }: Site,
  { place, filter, seconds }: { place: string; filter: string; seconds: number },
) {
  const state = await readStateAsOf(config, undefined);
  const name = `capture-${process.pid}-${Date.now()}.pcapng`;
  const path = join(statePaths().directory, name);
  try {
    const run = await prepareCapture(state, place, splitWords(filter), {
      ...{ path, force: false, count: MOST.packets, snaplen: MOST.bytesOfEach },
      duration: seconds * 1000,
      application: `vpcctl ${config.version}`,
      note: () => {},
      print: () => {},
    });
    await run();
    const file = `${place.replaceAll(/[^a-z0-9-]/gi, '-')}.pcapng`;
    return { contentType: 'application/octet-stream', body: readFileSync(path), file };
  } finally {
    rmSync(path, { force: true });
  }
}

function tooMany() {
  return inputError('CAPTURE_BUSY', `${MOST.atOnce} captures are running already`, 'wait for one');
}
