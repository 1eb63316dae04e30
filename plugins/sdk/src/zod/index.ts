/**
 * zod, by which plugins check data. Bundles of plugins hold `plugins/sdk/host-zod.cjs` in its place:
 * vpcctl lends its own zod to all of them, so that each starts sooner and none has another version.
 */
export * from 'zod';
