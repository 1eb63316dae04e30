/** The value of a variable; null where its declaration is wrong, about which there is an issue. */
export type Variable = number | string | null;

/** The variables that an expression sees. */
export interface Scope {
  /** Those of the files. */
  readonly declared: ReadonlyMap<string, Variable>;
  /** Those of the ranges around, the innermost first. */
  readonly ranges: readonly (readonly [name: string, value: Variable])[];
}

/** A scope in which a range gives `name` a value. It hides a variable of that name. */
export function within(scope: Scope, name: string, value: Variable): Scope {
  return { declared: scope.declared, ranges: [[name, value], ...scope.ranges] };
}

/** The value of a variable; undefined where there is none of that name. */
export function lookUp({ declared, ranges }: Scope, name: string): Variable | undefined {
  const inner = ranges.find(([each]) => each === name);
  return inner === undefined ? declared.get(name) : inner[1];
}

/** The names of all variables of a scope. */
export function namesOf({ declared, ranges }: Scope): string[] {
  return [...ranges.map(([name]) => name), ...declared.keys()];
}

/** Whether a variable may have this name. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
