import type { BatchLine, Phase, Resource } from '@vpcctl/sdk';

/**
 * The words of a batch line. The template's own text is split at spaces. Each value stays one word,
 * so that a name can't become two.
 */
export function words(text: TemplateStringsArray, ...values: (string | number)[]): string[] {
  return text.flatMap((part, index) => {
    const value = values[index];
    const written = part.split(' ').filter((word) => word !== '');
    return value === undefined ? written : [...written, String(value)];
  });
}

/** A line of `ip -batch` for `resource`. `namespace` is null for the host's own namespace. */
export function ipLine(
  phase: Phase,
  namespace: string | null,
  { why }: Resource,
  line: readonly string[],
): BatchLine {
  return { type: 'batch', phase, program: 'ip', namespace, words: line, why };
}
