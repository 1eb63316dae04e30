import { readFile } from 'node:fs/promises';
import { inputError, type JsonObject, type VpcctlError } from '@vpcctl/sdk';
import { parse } from 'yaml';

export async function readTopologyFiles(
  paths: readonly string[],
  _set: Readonly<Record<string, string>>,
): Promise<{
  expanded: { name: string | null; document: JsonObject };
  refused(
    issues: readonly { path: readonly (string | number)[]; message: string; hint?: string }[],
  ): VpcctlError;
}> {
  const { name = null, ...document } = parse(await readFile(paths[0] ?? '', 'utf8')) as JsonObject;
  return {
    expanded: { name: name as string | null, document },
    refused: (issues) =>
      inputError(
        'TOPOLOGY_INVALID',
        issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
      ),
  };
}
