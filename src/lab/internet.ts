/**
 * The lab's internet, a bundle of its own: an HTTP server that answers with the client's address.
 */
import { createServer } from 'node:http';
import { INTERNET } from './layout.js';

// Ctrl-C is meant for the lab's command.
process.on('SIGINT', () => {}).on('SIGQUIT', () => {});

createServer((request, response) => {
  const { localAddress, remoteAddress } = request.socket;
  response.setHeader('content-type', 'text/plain');
  response.end(`${localAddress} saw you as ${remoteAddress}\n`);
}).listen(INTERNET.httpPort, '0.0.0.0', () => {
  process.stdout.write('listening\n');
});
