import { statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@vpcctl/journal';
import { VpcctlError } from '@vpcctl/sdk';

/** node_exporter reads files of this ending. */
const NAME = 'vpcctl.prom';
/** It often runs as another user. */
const MODE = 0o644;

/**
 * Writes metrics into a directory of node_exporter's textfile collector, in one step.
 * @returns the file
 * @throws VpcctlError `TEXTFILE_FAILED`
 */
export function writeTextfile(directory: string, text: string): string {
  const file = join(directory, NAME);
  try {
    if (!statSync(directory).isDirectory()) throw new Error('it is no directory');
    replaceFile(file, text, { mode: MODE, isDurable: false });
    return file;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`the metrics cannot be written to ${directory}: ${why}`, {
      code: 'TEXTFILE_FAILED',
      category: 'environment',
      hints: ['name the directory of --collector.textfile.directory, as its owner or as root'],
      cause,
    });
  }
}
