import { Flags } from '@oclif/core';

/** `--kill`, of the commands that delete namespaces. */
export const killFlag = Flags.boolean({
  summary: 'End the processes that run in what is deleted: SIGTERM, after two seconds SIGKILL.',
});
