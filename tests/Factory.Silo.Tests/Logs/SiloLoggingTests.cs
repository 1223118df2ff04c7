using System.Security.Authentication;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Logs;
using Factory.Domain.Secrets;
using Factory.Silo.Hosting;
using Factory.Silo.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Silo.Tests.Logs;

public sealed class SiloLoggingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-logs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_InTheScopeOfAnAttempt_HasItsIds()
    {
        Write(log =>
        {
            using (log.BeginScope(LogScopes.Of(RunId.Parse("run-1"), TaskId.Parse("task-1"), AttemptId.Parse("attempt-1"))))
            {
                log.LogWarning("The tool {Tool} failed.", "grep");
            }

            log.LogError(new InvalidOperationException("broken\nin two lines"), "{Grain} failed", "task/task-2");
        });

        var lines = Lines();
        (Text(lines[0], "Run"), Text(lines[0], "Task"), Text(lines[0], "Attempt")).ShouldBe(("run-1", "task-1", "attempt-1"));
        (Text(lines[0], "@l"),
            Text(lines[0], "SourceContext"),
            Text(lines[0], "@mt"),
            Text(lines[0], "Tool")).ShouldBe(("Warning", "Factory.Test", "The tool {Tool} failed.", "grep"));
        Text(lines[1], "Task").ShouldBe("task-2");
        Text(lines[1], "Run").ShouldBeNull();
        Text(lines[1], "@x")!.ShouldContain("broken\nin two lines");
    }

    [Fact]
    public void Write_SecretAnywhere_IsRedacted()
    {
        const string Secret = "sk-very \"secret\" value\nin two lines";
        Write(
            log =>
            {
                log.LogInformation("the key is {Key}\nand more", Secret);
#pragma warning disable CA2254 // A careless line must be safe, too.
                log.LogInformation("the key is " + Secret);
#pragma warning restore CA2254
                log.LogError(new InvalidOperationException("no such key: " + Secret), "failed");
                using (log.BeginScope(new Dictionary<string, object> { ["Account"] = Secret }))
                {
                    log.LogInformation("in its scope");
                }
            },
            Secret);

        Lines().Count.ShouldBe(4, "a line a message, each of them JSON");
        var text = File.ReadAllText(Files().Single());
        text.ShouldNotContain("sk-very");
        text.Split(SecretRedactor.Placeholder).Length.ShouldBe(5, "one in each line");
    }

    [Fact]
    public async Task Write_ServerAndOrleans_StayQuiet()
    {
        await using var app = Build();
        app.MapGet("/", () => System.Diagnostics.Activity.Current is null ? "no span" : "a span");
        await app.StartAsync();
        var logs = app.Services.GetRequiredService<ILoggerFactory>();

        using var http = new HttpClient();
        (await http.GetStringAsync(app.Urls.Single())).ShouldBe("no span");
        logs.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Critical).ShouldBeFalse();
        logs.CreateLogger("Orleans.Runtime.Silo").IsEnabled(LogLevel.Information).ShouldBeFalse();
        logs.CreateLogger("Orleans.Runtime.Silo").IsEnabled(LogLevel.Warning).ShouldBeTrue();
        logs.CreateLogger("Polly").IsEnabled(LogLevel.Information).ShouldBeFalse();
        logs.CreateLogger("Factory.Silo").IsEnabled(LogLevel.Information).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_FailureOfTheWorld_IsOneLineWithoutAStackTrace()
    {
        await using (var app = Build())
        {
            var refused = new AuthenticationException("see inner", new IOException("wrong version\nnumber"));
            app.Services.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Orleans.Connections.Security.TlsServerConnectionMiddleware")
                .LogWarning(Thrown(refused), "Authentication failed");
            app.Logger.LogError(Thrown(new FactoryException(ErrorCodes.DataUnusable, "factory.db is damaged.")), "No sweep in {Pause}", 5);
            app.Logger.LogError(Thrown(new FactoryException(ErrorCodes.Internal, "a bug")), "Failed");
        }

        var lines = Lines();
        lines.Take(2).ShouldAllBe(line => Text(line, "@x") == null);
        (Text(lines[0], "@mt"), Text(lines[0], "Reason")).ShouldBe(("Authentication failed: {Reason}", "wrong version number"));
        (Text(lines[1], "Pause"), Text(lines[1], "Reason")).ShouldBe(("5", "factory.db is damaged."));
        Text(lines[2], "@x")!.ShouldContain(" at ", Case.Sensitive, "bugs keep their stack trace");
    }

    [Fact]
    public async Task Write_ForwardedRequest_LeavesNoUrl()
    {
        using var http = new HttpClient();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await using (var app = Build())
        {
            var (url, forwarder) = ("", app.Services.GetRequiredService<IHttpForwarder>());
            app.MapGet("/here", async context => await forwarder.SendAsync(context, url + "/there/", invoker));
            app.MapGet("/there/here", () => "forwarded");
            app.MapGet("/down", async context => await forwarder.SendAsync(context, "http://127.0.0.1:1/", invoker));
            await app.StartAsync();
            url = app.Urls.Single();

            (await http.GetStringAsync(url + "/here?token=abc")).ShouldBe("forwarded");
            (await http.GetAsync(url + "/down?token=abc")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadGateway);
            app.Logger.LogWarning("The end.");
        }

        var text = string.Concat(Files().Select(File.ReadAllText));
        text.ShouldContain("The end.");
        text.ShouldNotContain("abc");
    }

    [Fact]
    public void Files_FullLog_AreBounded()
    {
        const int MaxBytes = 4096;
        Write(
            log =>
            {
                for (var i = 0; i < 400; i++)
                {
                    log.LogInformation("line {Number}", i);
                }
            },
            maxFileBytes: MaxBytes,
            keptFiles: 3);

        Files().Length.ShouldBe(3);
        Files().ShouldAllBe(f => new FileInfo(f).Length < MaxBytes + 1024);
        Lines().Count(l => Text(l, "Number") == "399").ShouldBe(1, "the newest are kept");
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var paths = new FactoryPaths(_folder.FullName);
        var options = new SiloOptions { DataFolder = _folder.FullName, Url = "http://127.0.0.1:0" };
        builder.AddSiloLogging(options, paths, new SecretRedactor([]));
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddHttpForwarder();
        return builder.Build();
    }

    private void Write(
        Action<Microsoft.Extensions.Logging.ILogger> write,
        string? secret = null,
        long maxFileBytes = SiloLogging.MaxFileBytes,
        int keptFiles = SiloLogging.KeptFiles)
    {
        using var serilog = new LoggerConfiguration()
            .WriteToFiles(_folder.FullName, new SecretRedactor(secret is null ? [] : [secret]), maxFileBytes, keptFiles)
            .CreateLogger();
        using var provider = new SerilogLoggerProvider(serilog);
        write(provider.CreateLogger("Factory.Test"));
    }

    private static Exception Thrown(Exception failure) => Should.Throw<Exception>(() => throw failure);

    private string[] Files() => Directory.GetFiles(_folder.FullName, "silo-*.log", SearchOption.AllDirectories);

    private List<JsonElement> Lines() =>
        [.. Files().Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;
}
