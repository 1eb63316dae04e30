import { describe, expect, it } from 'vitest';
import { stepFailure } from '../../../../../src/host/process/failure.js';

/** What the tools really say (nft 1.0.6, iptables 1.8.9, arptables 0.0.5). */
const nft = (said: string, ...args: string[]) =>
  stepFailure({
    program: 'nft',
    args: args.length === 0 ? ['-j', '-f', '-'] : args,
    input: '{}',
    stderr: `internal:0:0-0: Error: ${said}\n\n`,
    exitCode: 1,
    ending: 'exit code 1',
  });

const arptables = (said: string) =>
  stepFailure({
    program: 'arptables-legacy',
    args: ['-D', 'INPUT', '-j', 'VPCCTL-INPUT'],
    input: null,
    stderr: said,
    exitCode: 1,
    ending: 'exit code 1',
  });

const restore = (stderr: string, line: string) =>
  stepFailure({
    program: 'iptables-legacy-restore',
    args: ['--noflush', '--wait', '10'],
    input: `*filter\n${line}\nCOMMIT\n`,
    stderr,
    exitCode: 1,
    ending: 'exit code 1',
  });

const LOAD = (name: string) =>
  `iptables-restore v1.8.9 (legacy): Couldn't load target \`${name}':No such file or directory\n
Error occurred at line: 2\nTry \`iptables-restore -h' for more information.\n`;
const NO_CHAIN = `iptables-restore v1.8.9 (legacy): goto 'VPCCTL-X' is not a chain
Error occurred at line: 2\n`;
const REFUSED = 'iptables-restore: line 2 failed\n';

describe('an object of the packet filter that is missing', () => {
  it.each([
    ['an element', nft('Could not process rule: No such file or directory')],
    ['a table', nft('No such file or directory')],
    ['a set', nft("No such file or directory; did you mean set 's' in table inet 'vpcctl'?")],
    ['a rule of ARP', arptables('arptables: Bad rule (does a matching rule exist in that chain?)')],
    ['a chain of ARP', arptables('arptables: No chain/target/match by that name')],
    ['a target of ARP', arptables("arptables v0.0.5: Couldn't find target `VPCCTL-INPUT'\n")],
    ['a deleted rule', restore(REFUSED, '-D VPCCTL-X -j DROP')],
    ['a flushed chain', restore(REFUSED, '-F VPCCTL-X')],
    ['a chain for a rule', restore(REFUSED, '-I VPCCTL-X -j DROP')],
    ['a target', restore(LOAD('VPCCTL-X'), '-D INPUT -j VPCCTL-X')],
    ['a chain to go to', restore(NO_CHAIN, '-I INPUT -g VPCCTL-X')],
  ])('is told from other failures: %s', (_, error) => {
    expect(error).toMatchObject({ code: 'HOST_OBJECT_MISSING', category: 'host' });
  });

  it.each([
    ['nft only reads', nft('No such file or directory', '-j', 'list', 'table', 'inet', 'a')],
    ['no space', nft('Could not process rule: No buffer space available')],
    ['ARP has no such target', arptables("arptables v0.0.5: Couldn't find target `MARK'\n")],
    ['a chain is there already', restore(REFUSED, '-N VPCCTL-X')],
    ['a chain is in use', restore(REFUSED, '-X VPCCTL-X')],
    ['the table cannot be loaded', restore('iptables-restore: line 3 failed\n', '-F VPCCTL-X')],
    ['no such target', restore(LOAD('NOTHING'), '-A INPUT -j NOTHING')],
  ])('is not meant where %s', (_, error) => {
    expect(error).toMatchObject({ code: 'HOST_STEP_FAILED' });
  });

  it('is in the message, with the line that iptables refused', () => {
    expect(restore(REFUSED, '-D VPCCTL-X -j DROP').message).toBe(
      'iptables-legacy-restore -D VPCCTL-X -j DROP: iptables-restore: line 2 failed',
    );
  });
});
