/** A subnet or an instance, as recorded. */
interface Made {
  readonly vpc: string;
  /** Of an instance. */
  readonly subnet?: string;
  readonly name: string;
  readonly madeAs?: string;
}

/**
 * What a subnet or instance was made as: `vpc1/web`, `vpc1/web/c1`. Its names on the host are made
 * of that.
 */
export function madeAsOf(made: Made): string {
  return made.madeAs ?? labelOf(made);
}

/** A copy of a subnet or instance that has other names, and remembers what it was made as. */
export function withNames<T extends Made>(
  made: T,
  names: Pick<Made, 'vpc' | 'subnet' | 'name'>,
): T {
  const { madeAs: _, ...rest } = made;
  // The rest of T and its names are a T again.
  const renamed = { ...rest, ...names } as T;
  return remembering(renamed, labelOf(renamed), madeAsOf(made));
}

/** With `madeAs`, where it differs from what the thing is called: after a rename back it is as ever. */
export function remembering<T extends { readonly madeAs?: string }>(
  made: T,
  label: string,
  madeAs: string,
): T {
  return label === madeAs ? made : { ...made, madeAs };
}

function labelOf({ vpc, subnet, name }: Made): string {
  return [vpc, ...(subnet === undefined ? [] : [subnet]), name].join('/');
}
