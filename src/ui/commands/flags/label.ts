import { Flags } from '@vpcctl/sdk/command';

/** `--label`, for commands that make something which can have labels. */
export const labelFlag = Flags.string({
  summary: 'A label of it: team=blue. Repeatable; see vpcctl label.',
  helpValue: 'KEY=VALUE',
  multiple: true,
  multipleNonGreedy: true,
});
