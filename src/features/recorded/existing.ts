import { inputError, type VpcctlError } from '@vpcctl/sdk';

/** The code by which a creation says, with `ifNotExists`, that all is there as it is asked for. */
export const EXISTS_ALREADY = 'EXISTS_ALREADY';

/** A property that was asked for, and what the thing of that name has. */
export interface Compared {
  /** `the CIDR` */
  readonly what: string;
  readonly asked: string;
  readonly has: string;
}

/**
 * The error of a creation with `ifNotExists` where there is something of that name already:
 * `EXISTS_ALREADY` where it is as asked, else `EXISTS_OTHERWISE`, which names the differences.
 * @param label `VPC vpc1`
 */
export function existing(label: string, properties: readonly Compared[]): VpcctlError {
  const differences = properties.filter(({ asked, has }) => asked !== has);
  if (differences.length === 0) return inputError(EXISTS_ALREADY, `${label} exists already`);
  const words = differences.map(({ what, asked, has }) => `${what} is ${has}, not ${asked}`);
  return inputError(
    'EXISTS_OTHERWISE',
    `${label} exists already, and differs: ${words.join('; ')}`,
    'choose another name, or what is asked for as it is',
  );
}

/** The labels that are asked for, compared with those that there are; others may be there, too. */
export function comparedLabels(
  asked: Readonly<Record<string, string>>,
  has: Readonly<Record<string, string>>,
): Compared[] {
  return Object.entries(asked).map(([key, value]) => ({
    what: `the label ${key}`,
    asked: JSON.stringify(value),
    has: Object.hasOwn(has, key) ? JSON.stringify(has[key]) : 'not set',
  }));
}
