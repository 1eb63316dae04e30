import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, runBeside } from '../../support/cli/gate.js';
import { journalOf } from '../../support/cli/lab-files.js';
import { buildTutorial, writeIn } from '../../support/cli/tutorial.js';
import { ok, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await buildTutorial(lab);
});
afterAll(() => lab.stop());

const exec = (...command: string[]) => lab.vpcctl('exec', 'vpc1', 'public', '--', ...command);

it('runs a command in the namespace of the subnet', async () => {
  const { stdout } = await exec('ip', '-br', '-4', 'addr', 'show', 'dev', 'veth-ns-public');
  expect(stdout).toMatch(/^veth-ns-public@\S+ +UP +10\.0\.1\.1\/24 *\n$/);
  const { stdout: answer } = await exec('ping', '-c1', '10.0.2.1');
  expect(answer).toContain('1 received');
});

it.each([
  ['exit 0', 0],
  ['exit 7', 7],
  ['exit 255', 255],
  ['kill -TERM $$', 143],
  ['kill -KILL $$', 137],
])('passes the exit code on: %s', async (script, code) => {
  const { exitCode, stdout, stderr } = await exec('sh', '-c', script);
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: code, stdout: '', stderr: '' });
});

it('passes standard input on, and keeps the two outputs apart', async () => {
  const args = ['exec', 'vpc1', 'public', '--', 'sh', '-c', 'cat; echo no >&2; exit 3'];
  expect(await lab.run('vpcctl', args, { input: 'typed\n' })).toEqual({
    exitCode: 3,
    stdout: 'typed\n',
    stderr: 'no\n',
  });
});

it('passes the arguments on unchanged', async () => {
  const args = ['', 'a b', '--json', '--', '-x', '$HOME', "'"];
  expect((await exec('printf', '<%s>', ...args)).stdout).toBe("<><a b><--json><--><-x><$HOME><'>");
});

it('--json in front changes nothing for the command', async () => {
  const { stdout } = await lab.vpcctl('exec', 'vpc1', 'public', '--json', '--', 'echo', 'plain');
  expect(stdout).toBe('plain\n');
});

it('keeps the terminal', async () => {
  const line = "vpcctl exec vpc1 public -- sh -c 'test -t 0 && test -t 1 && test -t 2 && echo tty'";
  const { stdout } = await lab.run('script', ['-qec', line, '/dev/null']);
  expect(stdout).toBe('tty\r\n');
});

it.each([
  ['TERM', 21],
  ['HUP', 22],
])('passes SIG%s to the command', async (signal, code) => {
  const script = `trap "exit 21" TERM; trap "exit 22" HUP; echo $$ >&2; while :; do read -r _ </run/never; done`;
  await lab.shell('rm -f /run/never; mkfifo /run/never');
  const line = `echo $$ >/run/pid; exec vpcctl exec vpc1 public -- bash -c '${script}'`;
  const running = runBeside(lab, line);
  await eventually(() => expect(running.stderr()).toMatch(/^\d+\n$/));
  await lab.shell(`kill -${signal} $(cat /run/pid)`);
  expect((await running.ended).exitCode).toBe(code);
});

it('does not end by Ctrl-C before its command does', async () => {
  const script =
    'trap "echo caught; exit 5" INT; echo ready; while :; do read -r _ </run/never; done';
  const typing = `until grep -q ready /run/typescript; do sleep 0.02; done; printf '\\003'`;
  await lab.shell('rm -f /run/never; mkfifo /run/never; : >/run/typescript');
  await lab.shell(`echo '${script}' >/run/script`);
  const command = "script -qfec 'exec vpcctl exec vpc1 public -- bash /run/script' /run/typescript";
  const { exitCode, stdout } = await lab.shell(`(${typing}) | ${command}`);
  expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: expect.stringContaining('caught') });
});

it('is no change: it takes no lock and writes no entry', async () => {
  const journal = journalOf(lab);
  await exec('true');
  expect(journalOf(lab)).toBe(journal);
});

it('reports a missing namespace', async () => {
  await ok(lab, 'add-subnet', 'vpc1', 'lost', '10.0.7.0/24');
  await lab.run('ip', ['netns', 'del', 'vpc1-lost']);
  const refusal = await refused(lab, ['exec', 'vpc1', 'lost', '--', 'true']);
  expect(refusal).toMatchObject({ code: 'NAMESPACE_MISSING', exitCode: 1 });
  expect(refusal.message).toContain('vpc1-lost');
});

it('gives a command the name servers behind a stub at a loopback address of the host', async () => {
  const script = `
    echo nameserver 127.0.0.53 > /run/stub
    mount --bind /run/stub /etc/resolv.conf
    vpcctl exec vpc1 public -- cat /etc/resolv.conf
    mkdir -p /run/systemd/resolve
    echo nameserver 198.51.100.8 > /run/systemd/resolve/resolv.conf
    vpcctl exec vpc1/public -- sh -c 'cat /etc/resolv.conf; echo "$0 $*"; exit 7' a 'b  c'
    echo $?
    cat /etc/resolv.conf`;
  const { stdout } = await lab.run('unshare', ['--mount', 'sh', '-c', script]);
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    'nameserver 127.0.0.53',
    'nameserver 198.51.100.8',
    'a b  c',
    '7',
    'nameserver 127.0.0.53',
  ]);
});

describe('a shell', () => {
  const WHERE = "ip -br -4 addr show dev veth-ns-public | grep -c '10.0.1.1/24'";
  // What a user's files do: set the prompt at once, and anew before each prompt.
  const FILES = {
    '.bashrc': `PS1='mine> '; PROMPT_COMMAND='PS1="again> ";'; alias greet='echo hello'`,
    '.kshrc': `PS1='mine> '; alias greet='echo hello'`,
  };

  beforeAll(async () => {
    await lab.shell('mkdir -p /run/user-home');
    for (const [name, text] of Object.entries(FILES)) {
      writeIn(lab, `/run/user-home/${name}`, `${text}\n`);
    }
  });

  const TYPING = `: >/run/typescript
    (until grep -qF '[vpc1/public] ' /run/typescript; do sleep 0.02; done; printf '%s\n' "$@") |
    script -qfec 'SHELL=$USED exec vpcctl shell vpc1 public' /run/typescript`;

  /** Types the lines once a prompt is there, and gives what the terminal shows. */
  const typed = (shell: string, ...lines: readonly string[]) =>
    lab.run('sh', ['-c', TYPING, 'sh', ...lines], {
      env: { HOME: '/run/user-home', ENV: '/run/user-home/.kshrc', USED: shell },
    });

  it.each([
    ['bash', '/bin/bash', '[vpc1/public] again> '],
    ['dash', '/bin/dash', '[vpc1/public] mine> '],
    ['bash, for an account that has none', '/usr/sbin/nologin', '[vpc1/public] again> '],
  ])('of %s says where one is, and keeps what the user set', async (_, shell, prompt) => {
    const lines = ['greet', WHERE, 'shopt -q login_shell && echo login', 'echo $ENV', 'exit 9'];
    const { exitCode, stdout } = await typed(shell, ...lines);
    const shown = stripVTControlCharacters(stdout).replaceAll('\r', '');
    expect(shown).toContain(prompt);
    expect(shown).toMatch(/^(.*> )?hello$/m);
    expect(shown).toMatch(/^(.*> )?1$/m);
    expect(shown).not.toMatch(/^(.*> )?login$/m);
    expect(shown).toMatch(/^(.*> )?\/run\/user-home\/.kshrc$/m);
    expect(exitCode).toBe(9);
  });

  it('without a terminal is sh, which reads commands from standard input', async () => {
    const input = `echo "$0"; ${WHERE}; read -r line; echo $line; exit 4\n`;
    const result = await lab.run('vpcctl', ['shell', 'vpc1/public'], { input });
    expect(result).toEqual({ exitCode: 4, stdout: 'sh\n1\n\n', stderr: '' });
  });
});
