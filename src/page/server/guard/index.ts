/** The decision about each request, and the headers of each answer: pure, and without the network. */
export { type Admission, admit, type Guarded, KEY_HEADER, type Refusal } from './guard.js';
export { HEADERS } from './headers.js';
export { isLoopback, LISTEN, type ListenAddress, parseListen } from './listen-address.js';
export type { Head, Target } from './request.js';
export { COOKIE, createSession, type Session } from './session.js';
