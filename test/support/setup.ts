// Vitest runs this before each test file. A hook of a shared module would hold for one file only.
import { afterAll } from 'vitest';
import { removeDirectories } from './directories.js';

afterAll(removeDirectories);
