import * as z from 'zod';

/** What a change of the backend records. */
export const backendSchema = z.strictObject({ name: z.string() });

/** Which driver serves the packet policy; null before the first VPC was made, or a choice. */
export type BackendSlice = { readonly name: string | null };
