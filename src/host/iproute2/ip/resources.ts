import type {
  Bridge,
  LinkAddress,
  Namespace,
  NamespaceAlias,
  Neighbour,
  Resource,
  Route,
  Rule,
  Sysctl,
  Veth,
} from '@vpcctl/sdk';

/** The resources that the iproute2 driver serves. */
export type LinkResource =
  | Sysctl
  | Namespace
  | NamespaceAlias
  | Bridge
  | Veth
  | LinkAddress
  | Route
  | Neighbour
  | Rule;

/** Their kinds. */
export type LinkKind = LinkResource['kind'];

export const isSysctl = (resource: Resource): resource is Sysctl => resource.kind === 'sysctl';
export const isNamespace = (resource: Resource): resource is Namespace =>
  resource.kind === 'namespace';
export const isNamespaceAlias = (resource: Resource): resource is NamespaceAlias =>
  resource.kind === 'namespace-alias';
export const isBridge = (resource: Resource): resource is Bridge => resource.kind === 'bridge';
export const isVeth = (resource: Resource): resource is Veth => resource.kind === 'veth';
export const isAddress = (resource: Resource): resource is LinkAddress =>
  resource.kind === 'address';
export const isRoute = (resource: Resource): resource is Route => resource.kind === 'route';
export const isNeighbour = (resource: Resource): resource is Neighbour =>
  resource.kind === 'neighbour';
export const isRule = (resource: Resource): resource is Rule => resource.kind === 'rule';
