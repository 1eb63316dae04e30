import { Flags } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { splitPlace } from '../../../../plugins/sdk/src/command/place.js';

const command = {
  flags: { rate: Flags.string({ char: 'r' }), kill: Flags.boolean() },
  baseFlags: { 'log-level': Flags.string() },
};
const split = (line: string, ...place: string[]) =>
  splitPlace(line.split(' '), command, place).join(' ');

describe('a place on a command line', () => {
  it.each([
    ['vpc1/web', 'vpc1 web'],
    ['vpc1 web', 'vpc1 web'],
    ['vpc1/web/c1', 'vpc1 web/c1'],
    ['vpc1 web/c1', 'vpc1 web/c1'],
    ['--kill vpc1/web', '--kill vpc1 web'],
    ['--rate a/b vpc1/web --log-level x/y', '--rate a/b vpc1 web --log-level x/y'],
    ['-r a/b vpc1/web', '-r a/b vpc1 web'],
    ['--rate=a/b vpc1/web', '--rate=a/b vpc1 web'],
    ['vpc1/web 10.0.0.0/24', 'vpc1 web 10.0.0.0/24'],
    ['10.0.0.0/24 web', '10.0.0.0/24 web'],
    ['-- vpc1/web', '-- vpc1/web'],
  ])('of VPC and SUBNET: %s', (line, expected) => {
    expect(split(line, 'vpc', 'subnet')).toBe(expected);
  });

  it.each([
    ['vpc1/web/c1', 'vpc1 web c1'],
    ['vpc1 web/c1', 'vpc1 web c1'],
    ['vpc1/web c1', 'vpc1 web c1'],
    ['vpc1 web c1', 'vpc1 web c1'],
  ])('of VPC, SUBNET and NAME: %s', (line, expected) => {
    expect(split(line, 'vpc', 'subnet', 'name')).toBe(expected);
  });

  it('of VPC and a workload takes its instance as a word of its own', () => {
    expect(split('vpc1 web c1 --rate 1mbit', 'vpc', 'workload')).toBe('vpc1 web/c1 --rate 1mbit');
    expect(split('vpc1 web c1', 'vpc', 'subnet')).toBe('vpc1 web c1');
  });
});
