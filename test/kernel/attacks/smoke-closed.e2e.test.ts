import { it } from 'vitest';
import { connectionsInLab, ENDINGS, expectEnding } from '../../support/attacks/connections.js';

connectionsInLab();

it.each(ENDINGS)('a connection that stands ends when %s', expectEnding);
