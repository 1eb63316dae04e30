import * as z from 'zod';

/** What came of a packet that a probe sent. */
export const answerSchema = z
  .enum(['answered', 'refused', 'dropped'])
  .describe('refused: rejected with a reply; dropped: no reply in time, or no route.');
