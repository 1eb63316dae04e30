import { Flags } from '@vpcctl/sdk/command';

const MANY = { multiple: true, multipleNonGreedy: true } as const;

const FILE = {
  ...MANY,
  char: 'f',
  summary: 'A topology file, YAML or JSON; - reads standard input. Repeatable.',
  helpValue: 'FILE',
} as const;

/** `--file`, for commands that can do without. */
export const fileFlag = Flags.string(FILE);

/** `--file`, for commands that need it. */
export const neededFileFlag = Flags.string({ ...FILE, required: true });

export const setFlag = Flags.string({
  ...MANY,
  summary: 'Give a variable of the file another value. Repeatable.',
  helpValue: 'NAME=VALUE',
});

export const yesFlag = Flags.boolean({
  char: 'y',
  summary: 'Agree in advance: do not ask. Needed without a terminal.',
});

export const detailedExitFlag = Flags.boolean({
  summary: 'Exit with 2 where something changes, 0 where nothing does, 1 if the input is wrong.',
});
