import type { Config } from '@oclif/core';
import { inputError, unknownName } from '@vpcctl/sdk';
import type { CommandRequest } from '@vpcctl/sdk/command';

/** A command that can give its request without running it, as every changing command can. */
interface Requestable {
  /** An older SDK does not say it. */
  readonly looksAround?: boolean;
  requestOf(argv: readonly string[], config: Config): Promise<CommandRequest>;
}

/**
 * Reads the request of a command line such as `unpeer vpc1 vpc2`, by the command's own parser.
 * @param isRemote who asks is in a browser: what reads files or asks programs of this host is refused
 * @throws VpcctlError `COMMAND_UNKNOWN`, `WITH_NO_CHANGE`, `WITH_OF_HOST`, `QUOTE_OPEN`; errors of
 *   that parser
 */
export async function readRequest(
  config: Config,
  line: string,
  { isRemote = false } = {},
): Promise<CommandRequest> {
  const words = splitWords(line);
  if (words[0] === 'vpcctl') words.shift();
  const known = config.commands.filter(({ hidden }) => !hidden).map(({ id }) => id);
  // oclif has colons where the user types spaces.
  const length = [2, 1].find((count) => known.includes(words.slice(0, count).join(':')));
  if (length === undefined) {
    const names = known.map((id) => id.replaceAll(':', ' '));
    throw unknownName('COMMAND_UNKNOWN', 'the command', words[0] ?? '', names, 'see vpcctl --help');
  }
  const id = words.slice(0, length).join(':');
  const command = await config.findCommand(id, { must: true }).load();
  if (isRequestable(command)) {
    if (isRemote && command.looksAround) throw ofHost(id, line);
    return command.requestOf(words.slice(length), config);
  }
  throw inputError(
    'WITH_NO_CHANGE',
    `${id.replaceAll(':', ' ')} changes nothing, so it cannot be given to --with`,
    "name a changing command: --with 'unpeer vpc1 vpc2'",
  );
}

function ofHost(id: string, line: string) {
  return inputError(
    'WITH_OF_HOST',
    `${id.replaceAll(':', ' ')} reads files or asks programs of the host, which a page may not`,
    `ask on the host: vpcctl reach FROM TO --with ${JSON.stringify(line)}`,
  );
}

function isRequestable(command: object): command is Requestable {
  return 'requestOf' in command;
}

/** A quoted part, a character after a backslash, or plain characters. */
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/y;

/**
 * Splits a command line into words, quoted as for a shell. Pure.
 * @throws VpcctlError `QUOTE_OPEN`
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line.charAt(at))) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      continue;
    }
    PART.lastIndex = at;
    const part = PART.exec(line);
    if (part === null) {
      throw inputError(
        'QUOTE_OPEN',
        `a quote is not closed in ${JSON.stringify(line)}`,
        "write it as for a shell: 'unpeer vpc1 vpc2'",
      );
    }
    const [whole, single, double, escaped, plain] = part;
    word = `${word ?? ''}${single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? ''}`;
    at += whole.length;
  }
  return word === null ? words : [...words, word];
}
