import { Args, Flags } from '@oclif/core';

/**
 * A required argument. A missing one is an error: by default oclif would read it from standard
 * input.
 * @param description for the command's help
 */
export function argument(description: string) {
  return Args.string({ required: true, ignoreStdin: true, description });
}

/** `--at`, for commands that read: the state as of a change or a time. */
export const atFlag = Flags.string({
  summary: 'As of an entry of the history, or a time: 7, "2026-11-23 14:05", 2h (ago).',
  helpValue: 'SEQ|TIME',
});

/** `--kill`, for commands that delete namespaces. */
export const killFlag = Flags.boolean({
  summary: 'End the processes in deleted namespaces: SIGTERM, after two seconds SIGKILL.',
});

/** `--if-exists`, for commands that take something away: see `accepts` of a request. */
export const ifExistsFlag = Flags.boolean({
  summary: 'Do nothing, and end well, where there is nothing of that name.',
});

/** The flags of every command that works on the host. */
export const engineFlags = {
  'dry-run': Flags.boolean({
    summary: 'Show what would change and the host commands for it; change nothing.',
    helpGroup: 'CHANGE',
  }),
  explain: Flags.boolean({
    summary: 'Print each host command while it runs, and why.',
    helpGroup: 'CHANGE',
  }),
};

/** `-m`, for commands that record an entry: the history shows the text beside the change. */
export const messageFlag = Flags.string({
  char: 'm',
  summary: 'Why: recorded with the change, and shown by history. At most 500 characters.',
  helpValue: 'TEXT',
  helpGroup: 'CHANGE',
});

/** The flags that roll a change back: without a confirmation, or after a failed check. */
export const confirmFlags = {
  'confirm-within': Flags.string({
    summary: 'Roll the change back unless `vpcctl confirm` comes within this time: 60s, 5m.',
    helpValue: 'TIME',
    helpGroup: 'CHANGE',
  }),
  check: Flags.string({
    summary:
      "Probe after the change, and roll it back if the probe fails: 'vpc1/a -> 10.0.1.1:80' ('!>': must not reach). Repeatable.",
    helpValue: 'CHECK',
    helpGroup: 'CHANGE',
    multiple: true,
    multipleNonGreedy: true,
  }),
};
