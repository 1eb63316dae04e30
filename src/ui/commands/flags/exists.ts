import { Flags } from '@vpcctl/sdk/command';

/** `--if-not-exists`, for commands that create something. */
export const ifNotExistsFlag = Flags.boolean({
  summary: 'Do nothing, and end well, where it is there already just as asked for.',
});

/** What a creation with `--if-not-exists` accepts as done. */
export function acceptsExisting(ifNotExists: boolean | undefined): readonly string[] {
  return ifNotExists ? ['EXISTS_ALREADY'] : [];
}
