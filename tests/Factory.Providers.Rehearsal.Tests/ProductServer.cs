using System.Diagnostics;
using System.Net.Sockets;

namespace Factory.Providers.Rehearsal.Tests;

/// <summary>Serves a built product on a Unix socket, as the factory does, and requests its page.</summary>
internal static class ProductServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task CheckAsync(string folder, string serve, string title, Func<HttpClient, Task>? more = null)
    {
        var socket = Path.Combine(folder, "s");
        var parts = serve.Split(' ');
        var start = new ProcessStartInfo(parts[0], parts[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true };

        // The host says when it listens; the product itself is quiet.
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        start.Environment["ASPNETCORE_URLS"] = "http://unix:" + socket;
        using var process = Process.Start(start)!;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, ct) => ConnectAsync(socket, ct) })
            {
                BaseAddress = new Uri("http://product/")
            };
            await ListensAsync(process);
            var page = await http.GetStringAsync("");
            page.ShouldContain($"<h1>{title}</h1>");
            page.ShouldNotContain("{{");
            (await http.GetStringAsync("style.css")).ShouldContain("--hue: ");
            (await http.GetStringAsync("app.js")).ShouldNotContain("{{");
            await (more?.Invoke(http) ?? Task.CompletedTask);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task ListensAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        do
        {
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            line.ShouldNotBeNull("the product ended instead of serving");
            if (line.Contains("Now listening on", StringComparison.Ordinal))
            {
                return;
            }
        }
        while (true);
    }

    private static async ValueTask<Stream> ConnectAsync(string socket, CancellationToken cancellationToken)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
