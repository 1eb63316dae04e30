import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INTERNET, LAB, labEnvironment, UPLINK } from '../../../src/lab/layout.js';

import { CHECKOUT } from '../../support/checkout.js';

describe('the environment of a lab', () => {
  it('points to the lab only', () => {
    const environment = labEnvironment({
      PATH: '/home/me/bin:/usr/bin',
      HOME: '/home/me',
      VPCCTL_HOME: '/home/me/.vpcctl',
      XDG_DATA_HOME: '/home/me/.data',
      XDG_RUNTIME_DIR: '/run/user/1000',
      BASH_ENV: '/home/me/.env',
      TERM: 'xterm',
    });
    expect(environment).toEqual({
      PATH: `${LAB.programs}:/home/me/bin:/usr/bin:/usr/local/sbin:/usr/sbin:/sbin`,
      HOME: LAB.home,
      VPCCTL_HOME: LAB.state,
      VPCCTL_LAB: '1',
      TERM: 'xterm',
    });
  });

  it('has a PATH even where the caller has none', () => {
    expect(labEnvironment({})['PATH']).toContain('/usr/bin');
  });

  it('is the same in a lab inside a lab', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), (variables, path) => {
        const once = labEnvironment({ ...variables, PATH: path });
        expect(labEnvironment(once)).toEqual(once);
      }),
    );
  });
});

describe('the script that sets a lab up', () => {
  const script = readFileSync(join(CHECKOUT, 'src/lab/init.sh'), 'utf8');

  it.each([
    `lab=${LAB.directory}\n`,
    `netns ${LAB.internet}\n`,
    `addr add ${UPLINK.address}/${UPLINK.prefix} dev ${UPLINK.interface}\n`,
    `addr add ${INTERNET.gateway}/${UPLINK.prefix} dev eth0\n`,
    `addr add ${INTERNET.host}/32 dev lo\n`,
    `via ${INTERNET.gateway} dev ${UPLINK.interface}\n`,
  ])('uses the same paths and addresses as the layout: %j', (line) => {
    expect(script).toContain(line);
  });

  it('puts the programs into a directory of PATH', () => {
    expect(script).toContain('$lab/bin/vpcctl');
    expect(LAB.programs).toBe(`${LAB.directory}/bin`);
    expect(LAB.home).toBe(`${LAB.directory}/home`);
    expect(LAB.state).toBe(`${LAB.home}/.vpcctl`);
  });
});
