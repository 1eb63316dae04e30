/** Who imports whom. */
export type Edge = readonly [from: string, to: string];

/**
 * The circles among the nodes of a graph (Tarjan's strongly connected components of more than one
 * node), each sorted, the first by its first name.
 */
export function circlesIn(edges: readonly Edge[]): string[][] {
  const targets = new Map<string, string[]>();
  for (const [from, to] of edges) {
    if (!targets.has(to)) targets.set(to, []);
    if (from !== to) targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];

  function visit(node: string): number {
    const own = order.size;
    order.set(node, own);
    lowest.set(node, own);
    stack.push(node);
    for (const target of targets.get(node) ?? []) {
      const reached = order.has(target) ? onStack(target) : visit(target);
      lowest.set(node, Math.min(lowest.get(node) ?? own, reached));
    }
    const low = lowest.get(node) ?? own;
    if (low === own) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  }

  function onStack(node: string): number {
    return stack.includes(node) ? (order.get(node) ?? 0) : Number.POSITIVE_INFINITY;
  }

  for (const node of targets.keys()) if (!order.has(node)) visit(node);
  return circles.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}
