import { VpcctlError } from '@vpcctl/sdk';

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** `FLOW_LOGS_RUNNING`: another process writes the flow logs. */
export function alreadyRuns(directory: string): VpcctlError {
  return new VpcctlError(`another process writes the flow logs in ${directory}`, {
    code: 'FLOW_LOGS_RUNNING',
    category: 'environment',
    hints: ['see it: systemctl status vpcctl-flow-logs', 'read them: vpcctl logs flow'],
  });
}

/** `FLOW_LOGS_FAILED`: the files cannot be read or written. */
export function storeFailed(verb: string, directory: string, cause: unknown): VpcctlError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new VpcctlError(`cannot ${verb} the flow logs in ${directory}: ${reason}`, {
    code: 'FLOW_LOGS_FAILED',
    category: 'environment',
    hints: ['check its owner, its mode, and the space of its file system: df -h'],
    cause,
  });
}
