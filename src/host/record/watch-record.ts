import { type FSWatcher, watch } from 'node:fs';

/** What is told of, by the beginnings of names: the journal, and the record of repairs. */
const FILES = ['journal.ndjson', 'repairs.json'];
/** Where the directory is not there yet, or cannot be watched. */
const EVERY_MS = 1000;

/**
 * Calls `changed` when the journal or the record of repairs has changed, until it is closed. Where
 * the kernel cannot be asked for that, it calls `changed` each second.
 * @param directory the state directory
 */
export function watchRecord(directory: string, changed: () => void): { close(): void } {
  let watcher: FSWatcher | null = null;
  const begin = () => {
    try {
      watcher = watch(directory, { persistent: false }, (_, name) => {
        if (name === null || FILES.includes(name)) changed();
      });
      watcher.on('error', () => {
        watcher?.close();
        watcher = null;
      });
    } catch {
      // It is tried again below.
      watcher = null;
    }
  };
  begin();
  const timer = setInterval(() => {
    if (watcher !== null) return;
    begin();
    changed();
  }, EVERY_MS);
  return {
    close() {
      clearInterval(timer);
      watcher?.close();
    },
  };
}
