import { describe, expect, it } from 'vitest';
import { libraryCommand } from '../../../../src/host/nftables/command.js';

/** NFT_CTX_OUTPUT_JSON and NFT_CTX_OUTPUT_TERSE of nftables/libnftables.h. */
const JSON_OUTPUT = 16;
const TERSE = 2048;

describe('a command of nft for libnftables', () => {
  it.each([
    [['list', 'tables'], undefined, 'list tables', 0],
    [['-j', 'list', 'table', 'inet', 'a'], undefined, 'list table inet a', JSON_OUTPUT],
    [['--terse', 'list', 'chains'], undefined, 'list chains', TERSE],
    [['-j', '--terse', 'list', 'chains'], undefined, 'list chains', JSON_OUTPUT + TERSE],
    [['-j', '-f', '-'], '{"nftables":[]}', '{"nftables":[]}', JSON_OUTPUT],
    [['-f', '-'], 'flush ruleset', 'flush ruleset', 0],
  ])('%j has its text and its flags', (args, input, text, flags) => {
    expect(libraryCommand(args, input)).toEqual({ text, flags });
  });

  it.each([
    ['an unknown option', ['-a', 'list', 'tables'], undefined],
    ['an option behind the words', ['list', 'tables', '-j'], undefined],
    ['a file', ['-f', '/etc/nftables.conf'], undefined],
    ['no input to read', ['-j', '-f', '-'], undefined],
    ['input that nothing reads', ['list', 'tables'], 'add table a'],
    ['no words', ['-j'], undefined],
    ['nothing', [], undefined],
  ])('with %s is left to the program', (_, args, input) => {
    expect(libraryCommand(args, input)).toBeNull();
  });
});
