"""A forward proxy for HTTP, on port 3128: curl -x http://10.100.1.1:3128 http://10.102.1.1:8080"""

import shutil
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Without the proxies that the environment may name.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Proxy(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            with direct.open(self.path, timeout=3) as answer:
                self.send_response(answer.status)
                self.end_headers()
                shutil.copyfileobj(answer, self.wfile)
        except (OSError, ValueError) as fault:
            self.send_error(502, str(fault))


ThreadingHTTPServer(("", 3128), Proxy).serve_forever()
