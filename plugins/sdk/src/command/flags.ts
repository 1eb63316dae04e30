import { Args, Flags } from '@oclif/core';

/** A required argument. One that is missing is an error: oclif would take a line of standard input for it. */
export function argument(description: string) {
  return Args.string({ required: true, ignoreStdin: true, description });
}

/** `--at`, for commands that read: the world as of an entry of the history, or a time. */
export const atFlag = Flags.string({
  summary: 'As of an entry of the history, or a time: 7, "2026-11-23 14:05", 2h (ago).',
  helpValue: 'SEQ|TIME',
});

/** `--kill`, for commands that delete namespaces. */
export const killFlag = Flags.boolean({
  summary: 'End the processes that run in what is deleted: SIGTERM, after two seconds SIGKILL.',
});

/** Flags of every command that works on the host. */
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

/** Flags by which a change is taken back again unless all is well. */
export const confirmFlags = {
  'confirm-within': Flags.string({
    summary: 'Take the change back unless `vpcctl confirm` comes within this time: 60s, 5m.',
    helpValue: 'TIME',
    helpGroup: 'CHANGE',
  }),
  check: Flags.string({
    summary:
      "Probe after the change, and take it back when that fails: 'vpc1/a -> 10.0.1.1:80', '!>' must not reach. Several times if need be.",
    helpValue: 'CHECK',
    helpGroup: 'CHANGE',
    multiple: true,
    multipleNonGreedy: true,
  }),
};
