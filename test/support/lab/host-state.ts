export { type HostState, hostChanges, hostState } from '@vpcctl/sdk/lab';
