import type { Lab } from '../../lab/harness.js';
import { actIn, HOSTILE_NAMES, MANY_ALTNAMES } from './hostile-names.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may reach a terminal
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** A process of a workload that calls itself something: commands that leave it running name it. */
const PROCESS = String.raw`exec -a $'x\x1b]0;title\x07\x9b31m' sleep 1000`;

const READING = ['list', 'show vpc1', 'show vpc1 bad', 'history', 'replay', 'journal verify'];
const OTHER_VPC = ['add-subnet vpc2 more 10.0.3.0/24', 'undo', 'redo', 'status'];

/**
 * Root in a workload of vpc1 gives links, addresses and processes hostile names. Then commands about
 * this VPC and about another one are run.
 * @returns what went wrong: a control character in an output, or a command that failed
 */
export async function controlCharacters(lab: Lab, executors = ['', 'programs']): Promise<string[]> {
  for (const line of [
    'create-vpc vpc1 10.0.0.0/16',
    'add-subnet vpc1 bad 10.0.2.0/24',
    'create-vpc vpc2 10.0.0.0/16 --allow-overlap',
  ])
    await mustWork(lab, 'sh', '-c', `vpcctl ${line}`);
  const harm: string[] = [];
  const attempt = async (executor: string, line: string) => {
    const env = { VPCCTL_EXECUTOR: executor };
    for (const format of ['', ' --json']) {
      if (format !== '' && !READING.includes(line)) continue;
      const { exitCode, stdout, stderr } = await lab.run('sh', ['-c', `vpcctl ${line}${format}`], {
        env,
      });
      const how = `${line}${format}, executor ${executor || 'netlink'}`;
      if (CONTROLS.test(stdout + stderr)) harm.push(`${how}: a control character`);
      if (exitCode !== 0) harm.push(`${how}: exit code ${exitCode}`);
    }
  };
  for (const [, act] of HOSTILE_NAMES) await mustWork(lab, ...actIn('vpc1-bad', act));
  for (const executor of executors)
    for (const line of [...READING, ...OTHER_VPC, 'undo']) await attempt(executor, line);
  await mustWork(lab, ...actIn('vpc1-bad', MANY_ALTNAMES));
  const workload = lab.start('ip', ['netns', 'exec', 'vpc1-bad', 'bash', '-c', PROCESS]);
  try {
    await mustWork(lab, 'sh', '-c', 'until ip netns pids vpc1-bad | grep -q .; do :; done');
    for (const executor of executors)
      for (const line of ['delete-subnet vpc1 bad', 'undo']) await attempt(executor, line);
  } finally {
    await workload.stop();
  }
  return harm;
}

async function mustWork(lab: Lab, program: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await lab.run(program, args);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}
