import type { DrawnParts, State } from '@vpcctl/sdk';
import { keyOf, rangeText, selectForwards } from './state.js';

/** An edge from the host to each target of each forward: `8080 → 80/tcp`. Pure. */
export function drawForwards(state: State): DrawnParts {
  const edges = Object.values(selectForwards(state)).flatMap((forward) => {
    const { vpc, targets, listen, protocol, from, to, target } = forward;
    const here = `${listen === null ? '' : `${listen}:`}${rangeText({ from, to })}`;
    const there = rangeText({ from: target, to: target + to - from });
    return targets.map((each) => ({
      kind: 'forward',
      id: `${keyOf(forward)} ${vpc}/${each}`,
      from: 'host' as const,
      to: { place: `${vpc}/${each}` },
      label: `${here === there ? here : `${here} → ${there}`}/${protocol}`,
    }));
  });
  return { notes: [], edges };
}
