/**
 * The façade of nftables: `nft` without a program. docs/decisions/0046-libnftables.md says why.
 */
export { runInProcess } from './run.js';
