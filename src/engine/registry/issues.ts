type Issues = readonly { path: readonly PropertyKey[]; message: string }[];

/** The issues that a schema found, in one line. Pure. */
export function describeIssues(issues: Issues): string {
  return issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`)
    .join('; ');
}
