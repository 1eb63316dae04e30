import { describe, expect, it } from 'vitest';
import { deniedHints, rootHints, stepFailure } from '../../../../src/host/process/failure.js';

/** What the tools really say (iproute2 6.1, nft 1.0.6). */
const batch = (stderr: string, input: string, ...options: string[]) =>
  stepFailure({
    program: 'ip',
    args: [...options, '-batch', '-'],
    input,
    stderr,
    exitCode: 1,
    ending: 'exit code 1',
  });

const nft = (stderr: string) =>
  stepFailure({
    program: 'nft',
    args: ['-j', '-f', '-'],
    input: '{}',
    stderr,
    exitCode: 1,
    ending: 'exit code 1',
  });

describe('stepFailure', () => {
  it('names the line of a batch that failed', () => {
    const input = 'link set lo up\nlink add br-vpc1 type bridge\nlink set br-vpc1 up\n';
    const error = batch('RTNETLINK answers: File exists\nCommand failed -:2\n', input);
    expect(error).toMatchObject({ code: 'HOST_STEP_FAILED', category: 'host', exitCode: 1 });
    expect(error.message).toBe('ip link add br-vpc1 type bridge: RTNETLINK answers: File exists');
    expect(error.hints).toEqual([expect.stringContaining('exists already')]);
  });

  it('has the next step for an attached namespace that has gone', () => {
    const stderr = 'Error: argument "c1" is wrong: Invalid "netns" value\n\n';
    const error = batch(stderr, 'link add name a type veth peer name b netns c1\n');
    expect(error.message).toContain('argument "c1" is wrong');
    expect(error.hints.join()).toContain('vpcctl revert SEQ');
  });

  it('names the namespace of the failed step', () => {
    const stderr = 'Cannot find device "x"\nCommand failed -:1\n';
    expect(batch(stderr, 'link set dev x up\n', '-n', 'vpc1-public').message).toBe(
      'ip -n vpc1-public link set dev x up: Cannot find device "x"',
    );
  });

  it('names the exit code of a program without a message', () => {
    expect(batch('', 'link set lo up\n').message).toBe('ip -batch -: exit code 1');
  });

  it.each([
    ['bridge', 'link add name br-a address 02:00:00:00:00:01 type bridge mcast_snooping 0\n'],
    ['veth', 'link add name a type veth peer name b netns c\n'],
  ])('names the module for %s', (module, line) => {
    const hints = [expect.stringContaining(`modprobe ${module}`), expect.anything()];
    expect(batch('Error: Unknown device type.\nCommand failed -:1\n', line).hints).toEqual(hints);
  });

  it('does not mistake a port setting for a device type', () => {
    const line = 'link set dev a type bridge_slave isolated on\n';
    const stderr = 'RTNETLINK answers: Operation not supported\nCommand failed -:1\n';
    expect(batch(stderr, line).hints).toEqual([]);
  });

  it('names the module for a qdisc', () => {
    const error = stepFailure({
      program: 'tc',
      args: ['-batch', '-'],
      input: 'qdisc add dev a root tbf rate 1mbit\n',
      stderr: 'Error: Specified qdisc kind is unknown.\nCommand failed -:1\n',
      exitCode: 1,
      ending: 'exit code 1',
    });
    expect(error.hints[0]).toContain('modprobe sch_tbf');
  });

  it.each([
    'internal:0:0-0: Error: Could not process rule: Operation not supported\n\n',
    'netlink: Error: cache initialization failed: Invalid argument\n',
  ])('names the module where nft has none: %j', (stderr) => {
    expect(nft(stderr).hints[0]).toContain('modprobe nf_tables');
  });

  it('has the message of nft, without an empty location', () => {
    const error = nft(
      'internal:0:0-0: Error: Could not process rule: No such file or directory\n\n\n',
    );
    expect(error.message).toBe(
      'nft -j -f -: Error: Could not process rule: No such file or directory',
    );
    expect(error.hints.join()).toContain('nft_masq');
  });

  it.each([
    'RTNETLINK answers: Operation not permitted\nCommand failed -:1\n',
    'mount --make-shared /run/netns failed: Operation not permitted\n',
  ])('says how to be root: %j', (stderr) => {
    expect(batch(stderr, 'link add a type bridge\n').hints).toEqual(deniedHints());
  });

  it('does not say so to root', () => {
    expect(deniedHints(false)).toEqual(rootHints());
    expect(deniedHints(true)).toEqual([expect.stringContaining('CAP_NET_ADMIN')]);
  });

  it('says so for nft, too', () => {
    const stderr =
      'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n';
    expect(nft(stderr).hints).toEqual(deniedHints());
  });
});
