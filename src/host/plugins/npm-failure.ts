import { isVpcctlError, VpcctlError } from '@vpcctl/sdk';

/** What npm names where no registry answers: the resolver, the connection, or a proxy. */
const UNREACHABLE = new Set([
  ...['EAI_AGAIN', 'ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH'],
  ...['ETIMEDOUT', 'ERR_SOCKET_TIMEOUT', 'EIDLETIMEOUT', 'FETCH_ERROR'],
]);

/** What npm names where the registry has no such package, or no such version of it. */
const UNKNOWN = new Set(['E404', 'ETARGET']);

/**
 * Says in plain words why npm could not install a package. Any other error is given back as it is.
 * Pure.
 * @param wanted the package as the user named it
 */
export function npmFailure(error: unknown, wanted: string): unknown {
  if (!isVpcctlError(error)) return error;
  const code = /npm error code (\w+)/.exec(error.message)?.[1] ?? '';
  if (UNREACHABLE.has(code)) {
    return new VpcctlError(`npm reaches no registry to fetch ${wanted} from (${code})`, {
      code: 'PLUGIN_REGISTRY_UNREACHABLE',
      category: 'host',
      hints: [
        'without a network, install a tarball: vpcctl plugins install ./PACKAGE.tgz',
        'npm pack makes one where there is a network',
      ],
      cause: error,
    });
  }
  if (UNKNOWN.has(code)) {
    return new VpcctlError(`the registry has no package ${wanted}`, {
      code: 'PLUGIN_PACKAGE_UNKNOWN',
      category: 'input',
      hints: ['look at its name and version', 'a tarball is named by its path: ./x.tgz'],
      cause: error,
    });
  }
  return error;
}
