import { isVpcctlError, type Operation, VpcctlError } from '@vpcctl/sdk';

/** The plugin whose driver made an operation. Copies of the operation have it, too. */
const ORIGIN = Symbol('the plugin of an operation');
type Marked = Operation & { readonly [ORIGIN]?: string };

/** The operations of a plugin's driver, with the plugin's name. */
export function markOrigin(plugin: string, operations: readonly Operation[]): Operation[] {
  return operations.map((operation): Marked => ({ ...operation, [ORIGIN]: plugin }));
}

/**
 * The error of a step, with a hint that names the plugins that have a part in the step. Programs
 * such as `nft` say only what is wrong with a rule.
 * @param operations those of the step that failed
 */
export function hintAtOrigin(error: unknown, operations: readonly Operation[]): unknown {
  const marked: readonly Marked[] = operations;
  const hints = [...new Set(marked.flatMap((each) => each[ORIGIN] ?? []))].map((plugin) => {
    const own = marked.filter((each) => each[ORIGIN] === plugin);
    const ids = [...new Set(own.flatMap(({ resources }) => resources))];
    return `this step is of the plugin ${plugin}, for ${ids.join(', ')}`;
  });
  if (hints.length === 0 || !isVpcctlError(error)) return error;
  const { message, code, category } = error;
  return new VpcctlError(message, {
    ...{ code, category, hints: [...hints, ...error.hints], cause: error },
  });
}
