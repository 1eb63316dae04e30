import type { Command } from '@oclif/core';

/** An IPv4 address or network has a slash, too, and is no place. */
const ADDRESS = /^\d+(?:\.\d+){3}(?:\/|$)/;

/**
 * A command line with its place as one word for each argument. `VPC/SUBNET` means `VPC SUBNET`, and
 * where the last argument is called `workload`, `VPC SUBNET NAME` means `VPC SUBNET/NAME`. Pure.
 * @param place the command's first arguments, which name the place: `['vpc', 'subnet']`
 */
export function splitPlace(
  argv: readonly string[],
  command: Pick<Command.Class, 'flags' | 'baseFlags'>,
  place: readonly string[],
): string[] {
  const at = wordsIn(argv, { ...command.baseFlags, ...command.flags });
  const [first, second, third] = at;
  const parts = (index: number | undefined) =>
    index === undefined || ADDRESS.test(argv[index] ?? '') ? [] : (argv[index]?.split('/') ?? []);
  const from = parts(first);
  if (from.length > 1 && first !== undefined) {
    // The last argument takes what is left: `web/c1`.
    const words = from.slice(0, place.length - 1);
    words.push(from.slice(place.length - 1).join('/'));
    return argv.toSpliced(first, 1, ...words.filter((word) => word !== ''));
  }
  const inner = parts(second);
  if (place.length > 2 && inner.length === 2 && second !== undefined) {
    return argv.toSpliced(second, 1, ...inner);
  }
  if (
    place.at(-1) === 'workload' &&
    at.length === 3 &&
    second !== undefined &&
    third !== undefined
  ) {
    const joined = argv.toSpliced(third, 1);
    return joined.toSpliced(second, 1, `${argv[second]}/${argv[third]}`);
  }
  return [...argv];
}

type Flags = Command.Class['flags'];

/** Where the words of a command line are that are neither flags nor values of flags. */
function wordsIn(argv: readonly string[], flags: Flags): number[] {
  const found: number[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') found.push(at);
    else if (takesValue(word, flags)) at += 1;
  }
  return found;
}

function takesValue(word: string, flags: Flags): boolean {
  if (word.includes('=')) return false;
  const [, long] = /^--(.+)$/.exec(word) ?? [];
  const entry = Object.entries(flags).find(([name, { char }]) =>
    long === undefined ? word === `-${char}` : name === long,
  );
  return entry?.[1].type === 'option';
}
