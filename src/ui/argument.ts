import { Args } from '@oclif/core';

/** A required argument. One that is missing is an error: oclif would take a line of standard input for it. */
export function argument(description: string) {
  return Args.string({ required: true, ignoreStdin: true, description });
}
