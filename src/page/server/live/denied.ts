import type { Config } from '@oclif/core';
import { checkMayChange, openEngine, watchDenied } from '../../../engine/index.js';
import { silentLog } from '../../../ui/commands/log.js';
import { paced } from '../../../ui/commands/see/denied.js';
import { reasonOf, viewDenied } from '../../../ui/views/see/denied.js';
import type { Tell } from './feed.js';

/**
 * Tells of denied packets as `watch denied` prints them: the filter has rules for it only while a
 * browser listens.
 */
export async function tellDenied(config: Config, tell: Tell, signal: AbortSignal): Promise<void> {
  checkMayChange();
  const openLog = async () => silentLog;
  const context = await openEngine({ plugins: config, observer: {}, openLog, signal });
  const pace = paced({
    packet: (line) => tell('packet', { ...line, why: reasonOf(line) }),
    gap: (gap) => tell('gap', gap),
  });
  await watchDenied({ ...context, signal }, null, {
    started: () => tell('started', {}),
    lost: pace.lost,
    packet: (packet) => pace.packet(viewDenied(packet)),
  });
  pace.close();
}
