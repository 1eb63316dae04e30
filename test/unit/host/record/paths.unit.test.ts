import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { statePaths } from '../../../../src/host/record/paths.js';

describe('statePaths', () => {
  it('is .vpcctl in the home of the passwd database, whatever $HOME says', () => {
    const directory = `${userInfo().homedir}/.vpcctl`;
    expect(statePaths({ HOME: '/nowhere' })).toEqual({
      directory,
      snapshot: `${directory}/vpcs.json`,
      log: `${directory}/vpcctl.log`,
      lock: `${directory}/journal.lock`,
    });
  });

  it('is VPCCTL_HOME where that is set, made absolute', () => {
    expect(statePaths({ VPCCTL_HOME: '/a/b' }).directory).toBe('/a/b');
    expect(statePaths({ VPCCTL_HOME: 'b' }).directory).toBe(`${process.cwd()}/b`);
    expect(statePaths({ VPCCTL_HOME: '' }).directory).toBe(`${userInfo().homedir}/.vpcctl`);
  });
});
