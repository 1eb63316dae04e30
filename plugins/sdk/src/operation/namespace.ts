import type { ProcessIdentity } from '../resource/resource.js';

interface NamedNamespace {
  /** The names are the host's own. */
  readonly namespace: null;
  /** The name under `/run/netns`. */
  readonly name: string;
}

interface NamespaceAttach extends NamedNamespace {
  /**
   * The process whose namespace gets the name. The operation fails once that process has ended,
   * even if another process has its number.
   */
  readonly process: ProcessIdentity;
}

/** Operations on network namespaces, by their kind. */
export interface NamespaceFields {
  'namespace.add': NamedNamespace;
  /** Removes the name. A namespace ends with its last name, process and open file. */
  'namespace.delete': NamedNamespace;
  'namespace.attach': NamespaceAttach;
}
