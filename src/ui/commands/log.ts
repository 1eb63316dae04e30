import { closeSync, constants, fstatSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { LOG_LEVELS, type LogLevel } from '@vpcctl/sdk';
import type { Log } from '../../engine/index.js';

/** A log that holds its file open until it is closed. */
export interface LogFile extends Log {
  close(): void;
}

/**
 * Opens the log file: JSON lines by pino, mode 0600. The file is opened at the first line. A log
 * that cannot be written does not stop the command.
 */
export async function openLog(file: string, level: LogLevel): Promise<LogFile> {
  if (level === 'silent') return silentLog;
  const { pino, destination } = await import('pino');
  let logger: Log | null = null;
  let close = () => {};
  const open = (): Log => {
    if (logger === null && isWritable(file)) {
      const stream = destination({ dest: file, sync: true });
      // Any line may fail, for example on a full disk.
      stream.on('error', () => {
        logger = silentLog;
      });
      logger = pino({ level }, stream);
      // Lines are written at once, so nothing is lost; `end` would wait for a full disk.
      close = () => stream.destroy();
    }
    logger ??= silentLog;
    return logger;
  };
  const write = (at: Exclude<LogLevel, 'silent'>) => (details: object, message: string) => {
    if (LOG_LEVELS.indexOf(at) >= LOG_LEVELS.indexOf(level)) open()[at](details, message);
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), close: () => close() };
}

export const silentLog: LogFile = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  close: () => {},
};

/** Creates the file for its owner alone: pino would leave the mode to the umask. */
function isWritable(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Without waiting: opening a fifo for writing waits for its reader.
    const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
    const fd = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
    const isFile = fstatSync(fd).isFile();
    closeSync(fd);
    return isFile;
  } catch {
    return false;
  }
}
