import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTutorial, writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

// bin/setup does not install them: apt-get install zsh fish.
let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
  await ok(lab, 'forward', 'vpc1', 'public', '8080:80');
  for (const shell of ['zsh', 'fish']) {
    writeIn(lab, `/run/completion.${shell}`, await ok(lab, 'completion', shell));
  }
  // zsh completes on a terminal alone, so the words that it would take are looked at instead.
  writeIn(lab, '/run/tab.zsh', ZSH);
  writeIn(lab, '/run/tab.fish', 'source /run/completion.fish\ncomplete -C "$argv[1]"\n');
});
afterAll(() => lab.stop());

/** The function of the script, with words as zsh gives them, and functions that print the offers. */
const ZSH = `compdef() { :; }
source /run/completion.zsh
compadd() { [[ $1 == -- ]] && shift; print -rl -- "$@"; }
compset() { PREFIX=\${PREFIX#*=}; }
_describe() { print -rl -- "\${(@P)4}"; }
_files() { print files; }
words=("$@") CURRENT=$# PREFIX=$@[-1]
_vpcctl
`;

const CASES: readonly (readonly [line: string, found: readonly string[]])[] = [
  ['vpcctl delete-vpc ', ['vpc1', 'vpc2']],
  ['vpcctl delete-subnet vpc1 pr', ['private']],
  ['vpcctl delete-subnet vpc1/pr', ['vpc1/private']],
  ['vpcctl unforward vpc1 ', ['8080']],
  ['vpcctl show @6', ['@6']],
  ['vpcctl backend set i', ['iptables-legacy']],
  ['vpcctl list --at 6', ['6']],
  ['vpcctl completion z', ['zsh']],
];

describe.each(['zsh', 'fish'])('a Tab in %s', (shell) => {
  it.each(CASES)('after %j', async (line, found) => {
    const args =
      shell === 'zsh' ? ['-f', '/run/tab.zsh', ...line.split(' ')] : ['/run/tab.fish', line];
    const { exitCode, stdout, stderr } = await lab.run(shell, args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const last = line.split(' ').at(-1) ?? '';
    // zsh itself chooses those that begin like the word.
    const offers = stdout.split('\n').map((each) => each.split('\t')[0] ?? '');
    expect(offers.filter((each) => each !== '' && each.startsWith(last))).toEqual(found);
  });
});
