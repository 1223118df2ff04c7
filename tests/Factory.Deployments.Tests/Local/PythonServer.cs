namespace Factory.Deployments.Tests.Local;

/// <summary>
/// A product with a program that starts quickly. It answers <c>up</c>; after a request of <c>/break</c> it cannot be
/// started again.
/// </summary>
internal static class PythonServer
{
    public static (string Path, string Text)[] Files =>
    [
        ("product.yaml", "name: Server\nserve:\n  command: python3 serve.py\n"),
        ("serve.py", Program),
    ];

    private const string Program = """
        import os, socketserver, http.server, sys

        if os.path.exists("broken"):
            sys.exit("it is broken")

        class Server(socketserver.UnixStreamServer):
            request_queue_size = 64

            def get_request(self):
                request, _ = super().get_request()
                return request, ("local", 0)

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/break":
                    open("broken", "w").close()
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(b"up")

        print("serving now", flush=True)
        Server(os.environ["SOCKET"], Page).serve_forever()
        """;
}
