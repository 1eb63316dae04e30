import { it } from 'vitest';
import { connectionsInLab, ENDINGS, expectEnding } from '../../support/attacks/connections.js';

connectionsInLab();

it.each(ENDINGS)('an open connection ends when %s', expectEnding);
