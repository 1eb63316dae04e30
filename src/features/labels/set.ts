import {
  type ChangeEvent,
  defineIntent,
  event,
  inputError,
  type State,
  unknownName,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { requireInstance, requireSubnet, requireVpc } from '../../model/network/index.js';
import { ownValue } from '../../model/records.js';
import { nameSchema } from '../recorded/index.js';
import { labelsOf } from './state.js';
import { isLabelKey, isLabelValue, parseLabelChanges, parseLabels } from './words.js';

const keySchema = z.string().refine(isLabelKey, 'must be the key of a label: team');
const valueSchema = z.string().refine(isLabelValue, 'must be the value of a label: blue');

const dataSchema = z.strictObject({
  vpc: nameSchema,
  /** Null: the labels of the VPC. */
  subnet: nameSchema.nullable(),
  /** Null: the labels of the subnet. */
  instance: nameSchema.nullable(),
  set: z.record(keySchema, valueSchema),
  remove: z.array(keySchema),
});

/** The data of `labels.set`. */
export type LabelsSet = z.infer<typeof dataSchema>;

/** The VPC, subnet or instance that has labels. */
export type LabelPlace = Pick<LabelsSet, 'vpc' | 'subnet' | 'instance'>;

/** `label VPC[/SUBNET[/NAME]] KEY=VALUE… KEY-…` */
export const setLabels = defineIntent({
  type: 'labels.set',
  version: 1,
  input: z.strictObject({
    /** `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME`. */
    place: z.string(),
    /** `team=blue` sets a label, `team-` removes one. */
    labels: z.array(z.string()),
  }),
  data: dataSchema,
  decide: (state, input) => {
    const place = parsePlace(input.place);
    requirePlace(state, place);
    const { set, remove } = parseLabelChanges(input.labels);
    if (input.labels.length === 0) {
      throw inputError(
        'LABELS_MISSING',
        `no label of ${input.place} is given`,
        `for example: vpcctl label ${input.place} team=blue`,
      );
    }
    const has = labelsOf(state, nameOf(place));
    const missing = remove.find((key) => ownValue(has, key) === undefined);
    if (missing === undefined) return { ...place, set, remove };
    const what = `the label of ${nameOf(place)}`;
    throw unknownName('LABEL_UNKNOWN', what, missing, Object.keys(has), 'it has no labels');
  },
  precondition: (state, place) => requirePlace(state, place),
  about: ({ vpc }) => [vpc],
  describe: (data) => `label ${nameOf(data)} ${changesInWords(data)}`,
});

/**
 * The events by which a new place gets its labels: none where it has none.
 * @param labels as `--label` has them: `team=blue`
 * @throws VpcctlError `LABEL_INVALID`
 */
export function labelled(place: LabelPlace, labels: readonly string[]): ChangeEvent[] {
  const set = parseLabels(labels);
  const { vpc, subnet, instance } = place;
  return labels.length === 0 ? [] : [event(setLabels, { vpc, subnet, instance, set, remove: [] })];
}

/** `vpc1/web/c1`, the key of its labels. */
export function nameOf({ vpc, subnet, instance }: LabelPlace): string {
  return [vpc, subnet, instance].filter((word) => word !== null).join('/');
}

/** `team=blue old-` */
export function changesInWords({ set, remove }: Pick<LabelsSet, 'set' | 'remove'>): string {
  const words = Object.entries(set).map(([key, value]) => `${key}=${value}`);
  return [...words, ...remove.map((key) => `${key}-`)].join(' ');
}

function parsePlace(text: string): LabelPlace {
  const [vpc = '', subnet = null, instance = null, ...rest] = text.split('/');
  if (rest.length === 0) return { vpc, subnet, instance };
  throw inputError(
    'NAME_INVALID',
    `${JSON.stringify(text)} is not VPC, VPC/SUBNET or VPC/SUBNET/NAME`,
    'vpcctl list shows what there is',
  );
}

/** @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN` */
function requirePlace(state: State, { vpc, subnet, instance }: LabelPlace): void {
  if (subnet === null) requireVpc(state, vpc);
  else if (instance === null) requireSubnet(state, vpc, subnet);
  else requireInstance(state, vpc, subnet, instance);
}
