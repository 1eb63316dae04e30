import { icmpTypeText, parseNetwork, shortText } from '@vpcctl/sdk';
import type {
  FieldOutput,
  InstanceOutput,
  PeerOutput,
  SubnetOutput,
  VpcOutput,
} from '../../schemas/vpc.js';
import { labelText } from '../text/labels.js';
import { paint } from '../text/paint.js';
import { printableLine } from '../text/text.js';

/** A VPC as a tree: its router, its subnets with their policies, its peers. */
export function renderVpc(vpc: VpcOutput): string {
  const head = [
    `${paint.strong(vpc.name)} ${vpc.cidr}`,
    `router   ${nameOf(vpc.bridge)}, gateway ${vpc.gateway}, route table and conntrack zone ${vpc.segment}`,
    `uplink   ${vpc.uplink ?? 'none'}`,
    ...labelLines(vpc.labels, 8),
    ...fieldLines(vpc.fields, 8),
  ];
  const branches = [
    ...vpc.subnets.map((subnet) => subnetLines(subnet, subnet.name)),
    ...vpc.peers.map((peer) => [peerLine(peer)]),
  ];
  return [
    ...head,
    ...branches.flatMap((lines, i) => branch(lines, i === branches.length - 1)),
  ].join('\n');
}

/** A subnet, its policy and its instances. */
export function renderSubnet(subnet: SubnetOutput): string {
  return subnetLines(subnet, `${subnet.vpc}/${subnet.name}`).join('\n');
}

/** An instance of a subnet. */
export function renderInstance(instance: InstanceOutput): string {
  const { vpc, subnet, name } = instance;
  return instanceLines(instance, `${vpc}/${subnet}/${name}`).join('\n');
}

/** Renders the VPC, subnet or instance that `show` was asked for. */
export function renderShown(shown: VpcOutput | SubnetOutput | InstanceOutput): string {
  if ('subnets' in shown) return renderVpc(shown);
  return 'instances' in shown ? renderSubnet(shown) : renderInstance(shown);
}

function subnetLines(subnet: SubnetOutput, label: string): string[] {
  return [
    `${paint.strong(label)} ${subnet.cidr} ${subnet.type}`,
    `address    ${subnet.address}, in namespace ${subnet.namespace}`,
    `veth pair  ${nameOf(subnet.guestEnd)} to ${nameOf(subnet.hostEnd)}`,
    ...labelLines(subnet.labels),
    ...direction('ingress', 'from', subnet.policy?.ingress ?? null, subnet.counts?.ingress),
    ...direction('egress', 'to', subnet.policy?.egress ?? null, subnet.counts?.egress),
    ...fieldLines(subnet.fields),
    ...subnet.instances.flatMap((instance, i) =>
      branch(instanceLines(instance, instance.name), i === subnet.instances.length - 1),
    ),
  ];
}

function instanceLines(instance: InstanceOutput, label: string): string[] {
  const { address, namespace, guestEnd, hostEnd, attachment } = instance;
  return [
    paint.strong(label),
    `address    ${address}, in namespace ${namespace}`,
    `veth pair  ${nameOf(guestEnd)} to ${nameOf(hostEnd)}`,
    ...(attachment === null ? [] : [attachmentLine(attachment)]),
    ...labelLines(instance.labels),
    ...fieldLines(instance.fields),
  ];
}

/** The labels in one line; none where there are none. */
function labelLines(labels: VpcOutput['labels'], width = 10): string[] {
  const text = labelText(labels);
  return text === '' ? [] : [`${'labels'.padEnd(width)} ${text}`];
}

/** The fields of plugins. Their text is not trusted. */
function fieldLines(fields: readonly FieldOutput[] = [], width = 10): string[] {
  return fields.map(
    ({ label, text }) => `${printableLine(label).padEnd(width)} ${printableLine(text)}`,
  );
}

function attachmentLine(attachment: NonNullable<InstanceOutput['attachment']>): string {
  const { process, routes, container } = attachment;
  const byProcess =
    process === null ? 'to the namespace of that name' : `to process ${process.pid}`;
  const whose =
    container === undefined
      ? byProcess
      : `${byProcess} of ${container.engine}'s container ${printableLine(container.name)}`;
  const what = routes.includes('default') ? 'its default route' : routes.join(', ');
  return `attached   ${whose}, ${what === '' ? 'no route by the router' : `${what} by the router`}`;
}

type Rules = NonNullable<SubnetOutput['policy']>['ingress'];

type Counts = NonNullable<SubnetOutput['counts']>['ingress'] | undefined;

function direction(name: string, preposition: string, rules: Rules, counts: Counts): string[] {
  if (rules === null) return [`${name.padEnd(10)} open`];
  const lines = rules.map((rule, at) => {
    const verdict = rule.action === 'allow' ? paint.good('allow') : paint.bad('deny ');
    const what = [rule.protocol === 'all' ? 'anything' : rule.protocol, portsOf(rule)];
    const where =
      rule.remote === null ? [] : [preposition, rule.remote, ...resolvedTo(rule.resolved)];
    const note =
      rule.description === null ? [] : [paint.dim(`# ${printableLine(rule.description)}`)];
    const counted = countText(counts, at + 1);
    return [verdict, ...what, ...where, ...note, counted].filter((word) => word !== '').join(' ');
  });
  const rest = rules.length === 0 ? 'anything' : 'anything else';
  const last = [paint.bad('deny '), rest, countText(counts, null)].filter((word) => word !== '');
  return [...lines, last.join(' ')].map((line, i) => `${(i === 0 ? name : '').padEnd(10)} ${line}`);
}

/** What a rule has counted; null is what no rule allows. Rules that count together say so once. */
function countText(counts: Counts, number: number | null): string {
  const found = counts?.find(({ rules }) =>
    number === null ? rules.length === 0 : rules.includes(number),
  );
  if (found === undefined) return '';
  const { rules, packets, bytes } = found;
  const [first, ...others] = rules;
  if (number !== null && first !== number) return paint.dim(`[counted with rule ${first}]`);
  const together = others.length === 0 ? '' : `, with ${others.length} other rules`;
  return paint.dim(`[${packets} ${packets === 1 ? 'packet' : 'packets'}, ${bytes} B${together}]`);
}

function resolvedTo(resolved: readonly string[] | null): string[] {
  if (resolved === null) return [];
  if (resolved.length === 0) return [paint.bad('(nothing: no such subnet, or not peered)')];
  return [`(${resolved.map((cidr) => shortText(parseNetwork(cidr))).join(', ')})`];
}

function portsOf({ protocol, ports }: NonNullable<Rules>[number]): string {
  if (ports === null) return '';
  if (protocol === 'icmp') return `type ${icmpTypeText(ports.from)}`;
  return ports.from === ports.to ? `port ${ports.from}` : `ports ${ports.from}-${ports.to}`;
}

function peerLine({ vpc, allowed }: PeerOutput): string {
  return `peer ${paint.strong(vpc)}: ${allowed.here.join(', ')} with ${allowed.there.join(', ')}`;
}

function branch(lines: readonly string[], last: boolean): string[] {
  return lines.map((line, i) => {
    if (i === 0) return `${last ? '└─' : '├─'} ${line}`;
    return `${last ? '  ' : '│ '}   ${line}`;
  });
}

function nameOf({ name, altname }: { name: string; altname: string | null }): string {
  return altname ?? name;
}
