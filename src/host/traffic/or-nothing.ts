import { isVpcctlError } from '@vpcctl/sdk';

/**
 * The output of a program that lists a foreign packet filter. Empty where the program refuses, or is
 * not installed: such a filter then has no rules that `status` can name.
 */
export async function orNothing(output: Promise<string>): Promise<string> {
  try {
    return await output;
  } catch (error) {
    if (isVpcctlError(error)) return '';
    throw error;
  }
}
