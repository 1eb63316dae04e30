/** An error that a vpcctl in a lab printed. */
export interface PrintedError {
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
  readonly exitCode: number;
}

/** Reads the error that vpcctl prints with `--json`. A text that is none is the message. Pure. */
export function readError(text: string): PrintedError {
  const plain = { code: 'LAB_FAILED', message: text || 'no message', hints: [], exitCode: 1 };
  try {
    const value: unknown = JSON.parse(text);
    const error = value instanceof Object && 'error' in value ? value.error : null;
    if (!(error instanceof Object && 'message' in error && 'hints' in error)) return plain;
    return {
      code: 'code' in error ? String(error.code) : plain.code,
      message: String(error.message),
      hints: Array.isArray(error.hints) ? error.hints.map(String) : [],
      exitCode: 'exitCode' in error ? Number(error.exitCode) : plain.exitCode,
    };
  } catch {
    return plain;
  }
}
