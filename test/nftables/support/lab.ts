import { startLab } from '../../lab/harness.js';

/** What a program in the lab did. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A lab, for tests that know every command to work. */
export interface Lab {
  /** Runs a program and gives its standard output; anything but exit code 0 throws. */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /** Runs a shell script in a named namespace, or on the lab's host where it is null. */
  shell(namespace: string | null, script: string): Promise<Outcome>;
  /** Runs a shell script on the host beyond the uplink. */
  internet(script: string): Promise<Outcome>;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const lab = await startLab();
  return {
    async run(program, args, input = '') {
      const { exitCode, stdout, stderr } = await lab.run(program, args, { input });
      if (exitCode === 0) return stdout;
      throw new Error(`${[program, ...args].join(' ')}: ${exitCode}\n${stderr}\n${input}`);
    },
    shell(namespace, script) {
      const enter = namespace === null ? [] : ['ip', 'netns', 'exec', namespace];
      const [program = '', ...args] = [...enter, 'bash', '-c', script];
      return lab.run(program, args);
    },
    internet: (script) => lab.internet('bash', ['-c', script]),
    close: () => lab.stop(),
  };
}
