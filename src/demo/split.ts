import { inputError } from '@vpcctl/sdk';

/** A command as the tutorial writes it. */
export interface Command {
  /** May be several lines. */
  readonly text: string;
  /** Where it starts in the document, from 1. */
  readonly line: number;
}

/** Matches the word that ends a here-document which starts on this line; `<<<` starts none. */
const HERE_DOCUMENT = /(?<!<)<<-?\s*(['"]?)(\w+)\1/;

/**
 * Splits a block of shell into commands, one on each line; a `\` at the end of a line or a
 * here-document continues a command. Empty lines and comments are left out. Pure.
 * @param firstLine where the block's first line is in the document
 * @throws VpcctlError `TUTORIAL_INVALID` where the last command does not end in the block
 */
export function splitCommands(lines: readonly string[], firstLine: number): Command[] {
  const commands: Command[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (/^\s*(#|$)/.test(line)) {
      at += 1;
      continue;
    }
    const end = endOfCommand(lines, at);
    if (end > lines.length) {
      throw inputError('TUTORIAL_INVALID', `line ${firstLine + at}: the command does not end`);
    }
    commands.push({ text: lines.slice(at, end).join('\n'), line: firstLine + at });
    at = end;
  }
  return commands;
}

/**
 * The index after the command's last line; larger than the number of lines where the block ends
 * first.
 */
function endOfCommand(lines: readonly string[], start: number): number {
  let last = start;
  while (lines[last]?.endsWith('\\')) last += 1;
  const word = HERE_DOCUMENT.exec(lines[last] ?? '')?.[2];
  if (word !== undefined) {
    last += 1;
    while (last < lines.length && lines[last]?.trim() !== word) last += 1;
  }
  return last + 1;
}
