import { type HostReader, isVpcctlError } from '@vpcctl/sdk';

/** Why nftables can't serve this host: its kernel has no nf_tables, or denies access to it. */
export async function unsupportedReason(host: HostReader): Promise<string | null> {
  try {
    // The detection of other programs' firewalls runs the same command, so it needs the same right.
    await host.nft(['list', 'chains']);
    return null;
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    return error.message;
  }
}
