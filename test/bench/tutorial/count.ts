import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { LAB } from '../../../src/lab/layout.js';
import { type CommandLine, mustRun } from '../measure/program.js';

/** Not counted: the runtimes of the two that are compared, which start with the command itself. */
const RUNTIMES = ['node', 'sh', 'vpcctl'];

/** Writes its name and arguments down, and becomes the program it stands for. */
const WRAPPER = `#!/bin/sh
printf '%s\\n' "\${0##*/} $*" >>"$BENCH_LOG"
PATH=$BENCH_PATH
exec "\${0##*/}" "$@"
`;

/** Notes which programs commands start, by wrappers for every program on PATH that come first on it; they go with the lab. */
export class Counter {
  readonly #directory = mkdtempSync(join(LAB.directory, 'count-'));
  readonly #log = join(this.#directory, 'log');
  readonly #environment: NodeJS.ProcessEnv;

  constructor(path = process.env['PATH'] ?? '') {
    const wrapper = join(this.#directory, 'wrapper');
    const programs = join(this.#directory, 'bin');
    writeFileSync(wrapper, WRAPPER, { mode: 0o755 });
    mkdirSync(programs);
    for (const program of programsOn(path)) symlinkSync(wrapper, join(programs, program));
    this.#environment = {
      ...process.env,
      PATH: `${programs}${delimiter}${path}`,
      BENCH_PATH: path,
      BENCH_LOG: this.#log,
    };
  }

  /**
   * Runs a command.
   * @returns the names of the programs that it started itself; not what these started in turn
   * @throws Error when it fails
   */
  programsOf(command: CommandLine): string[] {
    writeFileSync(this.#log, '');
    mustRun(command, { env: this.#environment });
    const lines = readFileSync(this.#log, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => line.split(' ')[0] ?? line);
  }
}

function programsOn(path: string): Set<string> {
  const found = path.split(delimiter).flatMap((directory) => {
    try {
      return readdirSync(directory);
    } catch {
      return [];
    }
  });
  return new Set(found.filter((program) => !RUNTIMES.includes(program)));
}
