import type { BatchLine, Phase, Resource } from '@vpcctl/sdk';

/**
 * The words of a batch line. What is written out is split at spaces; what is put in stays one word, so a name can't
 * become two.
 */
export function words(text: TemplateStringsArray, ...values: (string | number)[]): string[] {
  return text.flatMap((part, index) => {
    const value = values[index];
    const written = part.split(' ').filter((word) => word !== '');
    return value === undefined ? written : [...written, String(value)];
  });
}

/** A line for `ip -batch` on behalf of `resource`, in the host's own namespace or a named one. */
export function ipLine(
  phase: Phase,
  namespace: string | null,
  { why }: Resource,
  line: readonly string[],
): BatchLine {
  return { type: 'batch', phase, program: 'ip', namespace, words: line, why };
}
