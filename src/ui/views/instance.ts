import type { Instance } from '../../features/instance/state.js';

/** What was made for an instance, a line each, and what to do next. */
export function instanceSummary({
  vpc,
  subnet,
  name,
  address,
  namespace,
  inside,
  outside,
}: Instance): string[] {
  return [
    `  namespace  ${namespace}, address ${address}`,
    `  cable      ${inside.altname ?? inside.name} to ${outside.altname ?? outside.name}`,
    `  next       vpcctl exec ${vpc} ${subnet}/${name} -- ip route`,
  ];
}
