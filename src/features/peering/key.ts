/** A peering has no direction: the same key whichever VPC is named first. */
export function peeringKey(a: string, b: string): string {
  return [a, b].sort().join('/');
}
