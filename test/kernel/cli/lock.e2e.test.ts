import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, holdLock, runBeside } from '../../support/cli/gate.js';
import { journalOf } from '../../support/cli/lab-files.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

const WAITING = 'waiting for another vpcctl command to end …\n';

describe('while another command is at work', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  });
  afterAll(() => lab.stop());

  it('a changing command says that it waits, and runs once the lock is free', async () => {
    const other = await holdLock(lab);
    const command = runBeside(lab, 'vpcctl add-subnet vpc1 a 10.0.1.0/24');
    await eventually(() => expect(command.stderr()).toBe(WAITING));
    await other.release();
    const { exitCode, stdout, stderr } = await command.ended;
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('Added private subnet a 10.0.1.0/24'),
    });
    // What then takes long is named as well.
    expect(stderr).toMatch(/^waiting .*\n(running: .* …\n)*$/);
  });

  it('its notice of waiting is not part of its JSON', async () => {
    const other = await holdLock(lab);
    const command = runBeside(lab, 'vpcctl delete-subnet vpc1 a --json');
    await eventually(() => expect(command.stderr()).toBe(WAITING));
    await other.release();
    const { exitCode, stdout } = await command.ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ intent: 'subnet.delete' });
  });

  it('reading commands and dry runs do not wait', async () => {
    const other = await holdLock(lab);
    for (const line of [
      ...['list', 'show vpc1', 'history', 'delete-vpc vpc1 --dry-run'],
      ...['list --at 1', 'show @1', 'diff 1', 'journal verify'],
    ]) {
      expect(await lab.vpcctl(...line.split(' ')), line).toMatchObject({ exitCode: 0 });
    }
    expect(await lab.shell('flock -n ~/.vpcctl/journal.lock true')).toMatchObject({ exitCode: 1 });
    await other.release();
  });

  it.each([
    ['INT', 130],
    ['TERM', 143],
  ])('SIG%s ends the waiting', async (signal, code) => {
    const journal = journalOf(lab);
    const other = await holdLock(lab);
    const command = runBeside(lab, 'echo $$ >/run/pid; exec vpcctl delete-vpc vpc1');
    await eventually(() => expect(command.stderr()).toBe(WAITING));
    await lab.shell(`kill -${signal} $(cat /run/pid)`);
    const { exitCode, stderr } = await command.ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: code,
      stderr: `${WAITING}error: interrupted\n`,
    });
    expect(journalOf(lab)).toBe(journal);
    await other.release();
  });

  it('Ctrl-C on a terminal ends the waiting', async () => {
    const other = await holdLock(lab);
    // `script` types what it reads: Ctrl-C, once the command has said that it waits.
    const typing = `until grep -q waiting /run/typescript; do sleep 0.02; done; printf '\\003'`;
    const command = `script -qfec 'exec vpcctl delete-vpc vpc1' /run/typescript`;
    const { exitCode, stdout } = await lab.shell(`: >/run/typescript; (${typing}) | ${command}`);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 130,
      stdout: expect.stringContaining('interrupted'),
    });
    await other.release();
  });

  it('all waiting commands run, one after the other', async () => {
    const subnets = [1, 2, 3, 4].map((n) => ['add-subnet', 'vpc1', `n${n}`, `10.0.${n}.0/24`]);
    const results = await Promise.all(subnets.map((args) => lab.vpcctl(...args)));
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(await ok(lab, 'show', 'vpc1')).toMatch(/n[1-4](.|\n)*n[1-4](.|\n)*n[1-4](.|\n)*n[1-4]/);
  });
});
