/** Pictures are made by a thread of their own: to lay out a large network takes seconds. */
export { createDrawer, type Drawer, type Picture } from './drawer.js';
