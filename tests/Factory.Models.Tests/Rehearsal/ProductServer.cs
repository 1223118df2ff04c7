using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Factory.Models.Tests.Rehearsal;

/// <summary>Serves a built product on a Unix socket, as the factory does, and asks for its page.</summary>
internal static class ProductServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task CheckAsync(string folder, string serve, string title, Func<HttpClient, Task>? more = null)
    {
        var socket = Path.Combine(folder, "s");
        var parts = serve.Split(' ');
        var start = new ProcessStartInfo(parts[0], parts[1..]) { WorkingDirectory = folder };
        start.Environment["ASPNETCORE_URLS"] = "http://unix:" + socket;
        using var process = Process.Start(start)!;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, ct) => ConnectAsync(socket, ct) }) { BaseAddress = new Uri("http://product/") };
            var page = await GetAsync(http, process);
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

    private static async Task<string> GetAsync(HttpClient http, Process process)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Patience; await Task.Delay(50))
        {
            process.HasExited.ShouldBeFalse("the product ended instead of serving");
            try
            {
                using var response = await http.GetAsync("");
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                return await response.Content.ReadAsStringAsync();
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException($"The product did not answer within {Patience}.");
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
