import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { LAB } from '../../src/lab/layout.js';
import { type CommandLine, mustRun } from './program.js';

/** What a command started, and where it worked. */
export interface Count {
  /** Programs that it started itself; not what these started in turn. */
  readonly programs: number;
  /** Named network namespaces that it made, entered or took away. The host's own is not counted. */
  readonly namespaces: number;
}

/** Not counted: the runtimes of the two that are compared, which start with the command itself. */
const RUNTIMES = ['node', 'sh', 'vpcctl'];

/** Writes its name and arguments down, and becomes the program it stands for. */
const WRAPPER = `#!/bin/sh
printf '%s\\n' "\${0##*/} $*" >>"$BENCH_LOG"
PATH=$BENCH_PATH
exec "\${0##*/}" "$@"
`;

/** Counts what commands start, by wrappers for every program on PATH that come first on it; they go with the lab. */
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
   * Runs a command and counts.
   * @throws Error when it fails
   */
  count(command: CommandLine): Count {
    writeFileSync(this.#log, '');
    const before = namespaces();
    mustRun(command, this.#environment);
    const after = namespaces();
    const lines = readFileSync(this.#log, 'utf8').split('\n').slice(0, -1);
    const touched = new Set([
      ...before.filter((name) => !after.includes(name)),
      ...after.filter((name) => !before.includes(name)),
      ...lines.flatMap((line) => /^(?:ip|tc|bridge) -n (\S+)/.exec(line)?.[1] ?? []),
    ]);
    return { programs: lines.length, namespaces: touched.size };
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

function namespaces(): string[] {
  return readdirSync('/run/netns');
}
