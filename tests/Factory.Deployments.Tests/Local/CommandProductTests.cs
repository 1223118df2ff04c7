using System.Net;
using System.Net.WebSockets;
using System.Text;
using Factory.Contracts.Errors;
using Factory.Deployments.Local;
using Factory.TestKit.Products;

namespace Factory.Deployments.Tests.Local;

/// <summary>A real ASP.NET program, built and run in the sandbox.</summary>
public sealed class CommandProductTests : IAsyncLifetime
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
        </Project>
        """;

    private const string Program = """
        var app = WebApplication.CreateSlimBuilder(args).Build();
        app.MapGet("/", (HttpRequest request) => $"{request.Host} {Environment.GetEnvironmentVariable("FACTORY_TEST_SECRET")}");
        app.MapPost("/echo", async (HttpContext context) => { context.Response.Headers["X-Seen"] = context.Request.Headers["X-Sent"]; using var all = new MemoryStream(); await context.Request.Body.CopyToAsync(all); await context.Response.Body.WriteAsync(all.ToArray()); });
        app.UseWebSockets();
        app.MapGet("/live", async (HttpContext context) => { using var socket = await context.WebSockets.AcceptWebSocketAsync(); var buffer = new byte[64]; var got = await socket.ReceiveAsync(buffer, default); await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, true, default); });
        app.MapGet("/block", () =>
        {
            var socket = Environment.GetEnvironmentVariable("SOCKET")!;
            File.Delete(socket);
            Directory.CreateDirectory(socket + "/inner");
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        });
        app.MapGet("/close", () =>
        {
            var folder = Environment.GetEnvironmentVariable("SOCKET") + ".d";
            Directory.CreateDirectory(folder);
            File.WriteAllText(folder + "/x", "");
            File.SetUnixFileMode(folder, UnixFileMode.None);
        });
        app.MapGet("/crash", () => System.Diagnostics.Process.GetCurrentProcess().Kill());
        app.Run();
        """;

    private const string Manifest = "name: App\nbuild: dotnet build -c Release\nserve:\n  command: dotnet bin/Release/net10.0/app.dll\n";

    private readonly DeliveryFixture _delivery = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _delivery.DisposeAsync();

    [Fact]
    public async Task Program_IsServedThroughItsSocket_SurvivesItsOwnCrashABadSuccessorAndARestart()
    {
        Environment.SetEnvironmentVariable("FACTORY_TEST_SECRET", "s3cret");
        var product = await _delivery.NewProductAsync("app");
        var good = await _delivery.ChangeAsync(
            product,
            ("app.csproj", Project),
            ("Program.cs", Program),
            ("product.yaml", Manifest),
            (".gitignore", "bin/\nobj/\n"));
        var silent = await _delivery.ChangeAsync(product, ("product.yaml", "name: App\nserve:\n  command: echo no port for me; exit 4\n"));

        var deployed = await _delivery.DeployAsync(product, good.Commit!);
        (await _delivery.Http.GetStringAsync(deployed.Url)).ShouldBe(new Uri(deployed.Url).Authority + " ");

        var body = new string('x', 3_000_000);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            deployed.Url + "echo")
        { Content = new StringContent(body, Encoding.UTF8), Headers = { { "X-Sent", "a b" } } };
        using var echo = await _delivery.Http.SendAsync(request);
        echo.Headers.GetValues("X-Seen").ShouldBe(["a b"]);
        (await echo.Content.ReadAsStringAsync()).ShouldBe(body);
        (await _delivery.Http.GetAsync(deployed.Url + "missing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using (var socket = new ClientWebSocket())
        {
            using var invoker = new HttpMessageInvoker(ProductClient.CreateHandler());
        await socket.ConnectAsync(new UriBuilder(deployed.Url) { Scheme = "ws", Path = "/live" }.Uri, invoker, default);
            await socket.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
            var buffer = new byte[64];
            var got = await socket.ReceiveAsync(buffer, default);
            Encoding.UTF8.GetString(buffer, 0, got.Count).ShouldBe("ping");
        }

        var error = await Should.ThrowAsync<FactoryException>(() => _delivery.DeployAsync(product, silent.Commit!));
        error.Message.ShouldContain("no port for me");
        (await _delivery.Http.GetAsync(deployed.Url)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _delivery.Http.GetAsync(deployed.Url + "crash")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await AnswersAgainAsync(deployed.Url);

        await _delivery.RestartAsync();
        await _delivery.Get<LocalDeployTarget>().RestoreAsync(default);
        (await _delivery.Http.GetAsync(deployed.Url)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Program_SpoilsTheFolderOfItsSocket_IsStartedAgainReplacedAndEnded()
    {
        var folders = new RecordedFolders();
        await using var delivery = new DeliveryFixture(folders);
        var product = await delivery.NewProductAsync("app");
        var one = await delivery.ChangeAsync(
            product,
            ("app.csproj", Project),
            ("Program.cs", Program),
            ("product.yaml", Manifest),
            (".gitignore", "bin/\nobj/\n"));
        var url = (await delivery.DeployAsync(product, one.Commit!)).Url;
        (await delivery.Http.GetAsync(url + "block")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await AnswersAgainAsync(url);

        // A folder that nobody may enter stops only users who are not root; one that is gone stops all.
        (await delivery.Http.GetAsync(url + "close")).StatusCode.ShouldBe(HttpStatusCode.OK);
        folders.Made[0].Exists.ShouldBeFalse("every start has a folder of its own");
        folders.Made.Last().Delete(recursive: true);
        var page = await delivery.ChangeAsync(
            product,
            ("product.yaml", "name: App\nserve:\n  static: public\n"),
            ("public/index.html", "two"));
        (await delivery.DeployAsync(product, page.Commit!)).Url.ShouldBe(url);
        (await delivery.Http.GetStringAsync(url)).ShouldBe("two");
    }

    [Fact]
    public async Task Dispose_OneProductsFolderIsGone_EndsAllOfThem()
    {
        var folders = new RecordedFolders();
        await using var delivery = new DeliveryFixture(folders);
        var urls = new List<string>();
        foreach (var name in new[] { "one", "two" })
        {
            var product = await delivery.NewProductAsync(name);
            var change = await delivery.ChangeAsync(
                product,
                ("app.csproj", Project),
                ("Program.cs", Program),
                ("product.yaml", Manifest),
                (".gitignore", "bin/\nobj/\n"));
            urls.Add((await delivery.DeployAsync(product, change.Commit!)).Url);
        }

        folders.Made.ForEach(f => f.Delete(recursive: true));
        await delivery.Get<LocalDeployTarget>().DisposeAsync();

        foreach (var url in urls)
        {
            await Should.ThrowAsync<HttpRequestException>(() => delivery.Http.GetAsync(url));
        }
    }

    private async Task AnswersAgainAsync(string url)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await _delivery.Http.GetAsync(url, limit.Token)).StatusCode != HttpStatusCode.OK)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
