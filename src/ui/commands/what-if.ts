import type { Config } from '@oclif/core';
import { inputError } from '@vpcctl/sdk';
import type { CommandRequest } from '@vpcctl/sdk/command';
import { unknownName } from '../../model/names/suggest.js';
import { splitWords } from './words.js';

/** A command that can say what it would ask the engine for: every one that changes something. */
interface Askable {
  requestOf(argv: readonly string[], config: Config): Promise<CommandRequest>;
}

/**
 * What a command line asks for, by the command's own arguments and flags: `unpeer vpc1 vpc2`.
 * @throws VpcctlError `COMMAND_UNKNOWN`, `WITH_NO_CHANGE`, `QUOTE_OPEN`; what the command's own parsing throws
 */
export async function readRequest(config: Config, line: string): Promise<CommandRequest> {
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
  if (isAskable(command)) return command.requestOf(words.slice(length), config);
  throw inputError(
    'WITH_NO_CHANGE',
    `${id.replaceAll(':', ' ')} changes nothing, so it cannot be given to --with`,
    "name a changing command: --with 'unpeer vpc1 vpc2'",
  );
}

function isAskable(command: object): command is Askable {
  return 'requestOf' in command;
}
