import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
let made = 0;

/** Removes files of captures that a server has left which was killed. */
export function sweepCaptures(): void {
  const { directory } = statePaths();
  for (const name of namesIn(directory)) {
    const pid = /^page-(\d+)-\d+\.pcapng$/.exec(name)?.[1];
    const isLeft = pid !== undefined && !existsSync(`/proc/${pid}`);
    if (isLeft) rmSync(join(directory, name), { force: true });
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // It is made by the first change.
    return [];
  }
}

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
  made += 1;
  const path = join(statePaths().directory, `page-${process.pid}-${made}.pcapng`);
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
