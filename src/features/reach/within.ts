export { addressNumber, isWithin } from '@vpcctl/sdk';
