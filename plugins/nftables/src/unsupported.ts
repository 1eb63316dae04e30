import { type HostReader, isVpcctlError } from '@vpcctl/sdk';

/** Why nftables can't serve this host: its kernel has no nf_tables, or keeps it from who asks. */
export async function unsupportedReason(host: HostReader): Promise<string | null> {
  try {
    // As whoever looks for other programs' filters asks as well.
    await host.run('nft', ['list', 'chains']);
    return null;
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    return error.message;
  }
}
