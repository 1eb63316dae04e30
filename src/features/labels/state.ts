import type { State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';

export { parseSelector, type Selector } from './selector.js';

export const LABELS_FEATURE = 'labels';

/** The labels of a VPC, subnet or instance: values by key. */
export type Labels = { [key: string]: string };

/** The slice: labels by `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME`, of those that have any. */
export type LabelsSlice = { [place: string]: Labels };

export function selectLabels(state: State): LabelsSlice {
  // The fold puts only this feature's own slice there.
  return (state[LABELS_FEATURE] ?? {}) as LabelsSlice;
}

/** The labels of a place; none where it has no labels. */
export function labelsOf(state: State, place: string): Labels {
  return ownValue(selectLabels(state), place) ?? {};
}
