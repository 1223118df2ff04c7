using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Factory.Contracts.Errors;
using Factory.Deployments.Local;
using Factory.Domain.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Deployments.Tests.Local;

public sealed class StaticProductTests : IAsyncLifetime
{
    private const string Manifest = "name: Page\nserve:\n  static: public\n";

    private static readonly ProductStart NoStart = new(static () => throw new NotSupportedException(), TimeProvider.System);

    private readonly DeliveryFixture _delivery = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _delivery.DisposeAsync();

    [Fact]
    public async Task Deploy_Versions_ReplaceEachOtherOnTheSamePort()
    {
        var product = await _delivery.NewProductAsync("page");
        var one = await _delivery.ChangeAsync(product, ("product.yaml", Manifest), ("public/index.html", "one"));
        var two = await _delivery.ChangeAsync(product, ("product.yaml", Manifest), ("public/index.html", "two"));

        var first = await _delivery.DeployAsync(product, one.Commit!);
        (await _delivery.Http.GetStringAsync(first.Url)).ShouldBe("one");
        var second = await _delivery.DeployAsync(product, two.Commit!);
        (await _delivery.Http.GetStringAsync(first.Url)).ShouldBe("two");

        (first.Version, second.Version, second.Url).ShouldBe((1, 2, first.Url));
        first.Url.ShouldStartWith("http://page.localhost:");
        (await _delivery.DeployAsync(product, two.Commit!)).ShouldBe(second);
        (await _delivery.DeployAsync(product, one.Commit!)).Version.ShouldBe(1);
        (await _delivery.Http.GetStringAsync(first.Url)).ShouldBe("one");
    }

    [Fact]
    public async Task Deploy_UnhealthyVersion_LeavesTheOldOne()
    {
        var product = await _delivery.NewProductAsync("page");
        var good = await _delivery.ChangeAsync(product, ("product.yaml", Manifest), ("public/index.html", "one"));
        var broken = await _delivery.ChangeAsync(
            product, ("product.yaml", "name: Page\nserve:\n  command: echo cannot start; exit 3\n"), ("public/index.html", "two"));
        var first = await _delivery.DeployAsync(product, good.Commit!);

        var error = await Should.ThrowAsync<FactoryException>(() => _delivery.DeployAsync(product, broken.Commit!));

        error.Code.ShouldBe(ErrorCodes.DeployUnhealthy);
        error.Message.ShouldContain("cannot start");
        (await _delivery.Http.GetStringAsync(first.Url)).ShouldBe("one");
        (await _delivery.DeployAsync(product, good.Commit!)).ShouldBe(first);
    }

    [Fact]
    public async Task Restore_AfterARestart_ServesTheSameAgain()
    {
        var product = await _delivery.NewProductAsync("page");
        var change = await _delivery.ChangeAsync(product, ("product.yaml", Manifest), ("public/index.html", "one"));
        var first = await _delivery.DeployAsync(product, change.Commit!);

        await _delivery.RestartAsync();
        await Should.ThrowAsync<HttpRequestException>(() => _delivery.Http.GetStringAsync(first.Url));
        await _delivery.Get<LocalDeployTarget>().RestoreAsync(default);

        (await _delivery.Http.GetStringAsync(first.Url)).ShouldBe("one");
        (await _delivery.DeployAsync(product, change.Commit!)).ShouldBe(first);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"product\":null,\"port\":1,\"serving\":1,\"versions\":[]}")]
    public async Task Restore_OneProductsFileIsBroken_ServesTheOthers(string broken)
    {
        var url = "";
        foreach (var name in new[] { "first", "second" })
        {
            var product = await _delivery.NewProductAsync(name);
            var change = await _delivery.ChangeAsync(product, ("product.yaml", Manifest), ("public/index.html", name));
            url = (await _delivery.DeployAsync(product, change.Commit!)).Url;
        }

        await _delivery.RestartAsync();
        await File.WriteAllTextAsync(Path.Combine(_delivery.Get<FactoryPaths>().Product("first"), "deployments.json"), broken);
        await _delivery.Get<LocalDeployTarget>().RestoreAsync(default);

        (await _delivery.Http.GetStringAsync(url)).ShouldBe("second");
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/index.html", 200)]
    [InlineData("/sub", 301)]
    [InlineData("/sub/", 200)]
    [InlineData("/missing", 404)]
    [InlineData("/.hidden", 404)]
    [InlineData("/sub/.hidden", 404)]
    [InlineData("/link", 404)]
    [InlineData("/linked", 404)]
    [InlineData("/linked/", 404)]
    [InlineData("/linked/passwd", 404)]
    [InlineData("/hiddenlink/", 404)]
    [InlineData("/../product.yaml", 404)]
    [InlineData("/%2e%2e/product.yaml", 404)]
    [InlineData("/..%2fproduct.yaml", 404)]
    [InlineData("/sub%00", 404)]
    public async Task Files_OnlyWhatBelongsToThePage_IsServed(string path, int status)
    {
        using var folder = new PageFolder();
        await using var host = await ProductHost.StartAsync("page", 0, NoStart, TimeProvider.System, NullLogger.Instance, default);
        await host.SwitchAsync(new StaticFilesVersion(folder.Public));

        (await RawRequest.GetStatusAsync(host.Port, path, "page.localhost")).ShouldBe(path.Contains("%00", StringComparison.Ordinal)
            ? 400
            : status);
    }

    [Theory]
    [InlineData("page.localhost", 200)]
    [InlineData("PAGE.localhost", 200)]
    [InlineData("localhost", 307)]
    [InlineData("127.0.0.1", 307)]
    [InlineData("[::1]", 307)]
    [InlineData("other.localhost", 421)]
    [InlineData("page.localhost.example", 421)]
    [InlineData("evil.example", 421)]
    public async Task Host_OtherNames_DoNotReachTheProduct(string name, int status)
    {
        using var folder = new PageFolder();
        await using var host = await ProductHost.StartAsync("page", 0, NoStart, TimeProvider.System, NullLogger.Instance, default);
        await host.SwitchAsync(new StaticFilesVersion(folder.Public));

        (await RawRequest.GetStatusAsync(host.Port, "/", name)).ShouldBe(status);
    }

    [Theory]
    [InlineData("127.0.0.1", "/sub/index.html?a=b%20c", "sub/index.html?a=b%20c")]
    [InlineData("localhost", "/", "")]
    [InlineData("localhost", "//evil.example/x", "evil.example/x")]
    public async Task Host_OtherNameOfThisMachine_IsRedirectedToTheProducts(string name, string path, string rest)
    {
        await using var host = await ProductHost.StartAsync("page", 0, NoStart, TimeProvider.System, NullLogger.Instance, default);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{name}:{host.Port}{path}");

        using var response = await _delivery.Http.SendAsync(request);

        response.Headers.Location!.OriginalString.ShouldBe(host.Url + rest);
        using var posted = await _delivery.Http.PostAsync(new Uri($"http://{name}:{host.Port}/"), null);
        posted.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Fact]
    public async Task Host_PortTaken_ChoosesAnother()
    {
        await using var first = await ProductHost.StartAsync("page", 0, NoStart, TimeProvider.System, NullLogger.Instance, default);
        await using var second =
            await ProductHost.StartAsync("page", first.Port, NoStart, TimeProvider.System, NullLogger.Instance, default);

        second.Port.ShouldNotBe(first.Port);
    }

    [Fact]
    public async Task Files_Get_HaveTypeAndTag()
    {
        using var folder = new PageFolder();
        await using var host = await ProductHost.StartAsync("page", 0, NoStart, TimeProvider.System, NullLogger.Instance, default);
        await host.SwitchAsync(new StaticFilesVersion(folder.Public));

        using var response = await _delivery.Http.GetAsync(host.Url);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        using var again = new HttpRequestMessage(HttpMethod.Get, host.Url) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        (await _delivery.Http.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await _delivery.Http.PostAsync(host.Url, null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("nothing.txt")]
    public async Task Files_WithoutALength_AreServedAsEmptyAndNotOpened(string name)
    {
        using var folder = new PageFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Public, "nothing.txt"), "");
        using (var mkfifo = Process.Start("mkfifo", [Path.Combine(folder.Public, "pipe")]))
        {
            await mkfifo.WaitForExitAsync();
        }

        await using var host = await ProductHost.StartAsync("page", 0, NoStart, TimeProvider.System, NullLogger.Instance, default);
        await host.SwitchAsync(new StaticFilesVersion(folder.Public));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        using var response = await _delivery.Http.GetAsync(host.Url + name, limit.Token);

        (response.StatusCode,
            response.Content.Headers.ContentLength,
            await response.Content.ReadAsStringAsync(limit.Token)).ShouldBe((HttpStatusCode.OK, 0, ""));
    }

    [Fact]
    public async Task Files_Range_IsServedAlone()
    {
        using var folder = new PageFolder();
        await using var host = await ProductHost.StartAsync("page", 0, NoStart, TimeProvider.System, NullLogger.Instance, default);
        await host.SwitchAsync(new StaticFilesVersion(folder.Public));

        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            host.Url + "film.bin")
        { Headers = { Range = new RangeHeaderValue(3, 6) } };
        using var response = await _delivery.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        response.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 3-6/10");
        (await response.Content.ReadAsStringAsync()).ShouldBe("3456");
        using var beyond = new HttpRequestMessage(
            HttpMethod.Get,
            host.Url + "film.bin")
        { Headers = { Range = new RangeHeaderValue(10, null) } };
        (await _delivery.Http.SendAsync(beyond)).StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
    }

    private sealed class PageFolder : IDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("factory-tests-");

        public PageFolder()
        {
            Directory.CreateDirectory(Path.Combine(Public, "sub"));
            File.WriteAllText(Path.Combine(_root.FullName, "product.yaml"), "secret");
            foreach (var file in new[] { "index.html", ".hidden", "sub/index.html", "sub/.hidden" })
            {
                File.WriteAllText(Path.Combine(Public, file), "x");
            }

            File.WriteAllText(Path.Combine(Public, "film.bin"), "0123456789");
            File.CreateSymbolicLink(Path.Combine(Public, "link"), "/etc/passwd");
            File.CreateSymbolicLink(Path.Combine(Public, "linked"), "/etc");
            Directory.CreateDirectory(Path.Combine(Public, "hiddenlink"));
            File.CreateSymbolicLink(Path.Combine(Public, "hiddenlink", "index.html"), Path.Combine(_root.FullName, "product.yaml"));
        }

        public string Public => Path.Combine(_root.FullName, "public");

        public void Dispose() => _root.Delete(recursive: true);
    }
}
