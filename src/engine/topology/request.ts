import { type JsonObject, VpcctlError } from '@vpcctl/sdk';
import type { DocumentIssue } from './schema.js';

/** What `apply`, `plan` and `destroy` ask of the engine. */
export interface TopologyRequest {
  /** `destroy` deletes what the document names, and looks at no setting. */
  readonly action: 'apply' | 'destroy';
  /** The topology, checked for its language alone: names, ranges and expressions are carried out. */
  readonly document: JsonObject;
  /** The topology's name; null: nothing that it makes is its own. */
  readonly name: string | null;
  /** What the history calls it: its name, or its files. */
  readonly label: string;
  /** Whether what the topology owns and does not name any more is deleted. */
  readonly prune: boolean;
}

/** One thing that a plan does, for people and programs. */
export interface TopologyItem {
  readonly action: 'create' | 'change' | 'replace' | 'delete';
  /** What it is: `subnet`, `peering`, `setting`. */
  readonly kind: string;
  /** The VPC that it is in; null where it is between VPCs, or of the host. */
  readonly vpc: string | null;
  /** `subnet shop/web`; for a setting the object that has it: `shop/web`. */
  readonly what: string;
  /** In words: `10.0.1.0/24, public`, `policy gets 1 rule`. */
  readonly text: string;
}

/** What a topology comes to. */
export interface TopologyOutcome {
  readonly items: readonly TopologyItem[];
  /** What stays although it might be expected to go, and what goes along with a replaced object. */
  readonly notes: readonly string[];
}

/** A topology was refused; {@link issues} has all the reasons, at their places in the document. */
export class TopologyRefused extends VpcctlError {
  readonly issues: readonly DocumentIssue[];

  constructor(issues: readonly DocumentIssue[]) {
    const lines = issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    super(lines.join('\n'), { code: 'TOPOLOGY_INVALID', category: 'input' });
    this.issues = issues;
  }
}
