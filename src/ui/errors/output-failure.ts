/** The exit code where the result cannot be printed: something of the environment is missing. */
const EXIT_CODE = 3;

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EIO: 'input/output error',
  EBADF: 'it is closed',
  EFBIG: 'the file is too large',
};

/**
 * Keeps vpcctl from ending in the middle of its work where standard output cannot be written: the
 * work goes on, and an error says so once. A reader that stops early is no error.
 */
export function watchOutput(): void {
  let isSaid = false;
  // oclif has a listener that throws, which ends the process in the middle of its work.
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || isSaid) return;
    isSaid = true;
    watchErrors();
    process.once('exit', () => {
      process.exitCode = EXIT_CODE;
    });
    const reason = REASONS[error.code ?? ''] ?? error.message;
    process.stderr.write(
      `error: the output cannot be written: ${reason}\n  → what the command did is done: vpcctl history\n`,
    );
  });
}

/** Keeps vpcctl at its work where standard error cannot be written. */
export function watchErrors(): void {
  if (process.stderr.listeners('error').includes(ignore)) return;
  process.stderr.on('error', ignore);
}

function ignore(): void {}
