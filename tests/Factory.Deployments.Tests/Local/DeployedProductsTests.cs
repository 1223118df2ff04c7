using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Deployments.Local;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;

namespace Factory.Deployments.Tests.Local;

public sealed class DeployedProductsTests : IAsyncLifetime
{
    private const string Manifest = "name: Page\nserve:\n  static: public\n";

    private readonly DeliveryFixture _delivery = new();

    private IDeployedProducts Products => _delivery.Get<IDeployedProducts>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _delivery.DisposeAsync();

    [Fact]
    public async Task Stop_ServedProduct_IsDownAlsoAfterARestart()
    {
        var (product, versions) = await DeployAsync("page", "one");

        var stopped = (await Products.StopAsync("page", default)).Value!;
        await _delivery.RestartAsync();
        await _delivery.Get<LocalDeployTarget>().RestoreAsync(default);

        (stopped.Status, stopped.Url, stopped.Version).ShouldBe((ProductStatus.Stopped, null, 1));
        (await Products.FindAsync("page", default)).Value!.Status.ShouldBe(ProductStatus.Stopped);
        await Should.ThrowAsync<HttpRequestException>(() => _delivery.Http.GetStringAsync(versions[0].Url));
        product.Name.ShouldBe("page");
    }

    [Fact]
    public async Task Start_StoppedProduct_AnswersAtTheSameUrl()
    {
        var (_, versions) = await DeployAsync("page", "one");
        await Products.StopAsync("page", default);

        var started = (await Products.StartAsync("page", default)).Value!;

        (started.Status, started.Url).ShouldBe((ProductStatus.Running, versions[0].Url));
        (await _delivery.Http.GetStringAsync(started.Url)).ShouldBe("one");
        (await Products.StartAsync("page", default)).Value!.ShouldBeEquivalentTo(started);
    }

    [Fact]
    public async Task Deploy_StoppedProduct_ServesItAgain()
    {
        var (product, versions) = await DeployAsync("page", "one");
        await Products.StopAsync("page", default);

        await _delivery.DeployAsync(product, versions[0].Commit);

        (await Products.FindAsync("page", default)).Value!.Status.ShouldBe(ProductStatus.Running);
        (await _delivery.Http.GetStringAsync(versions[0].Url)).ShouldBe("one");
    }

    [Theory]
    [InlineData(null, "two", 2)]
    [InlineData(1, "one", 1)]
    [InlineData(3, "three", 3)]
    public async Task RollBack_HealthyVersion_ServesIt(int? version, string page, int number)
    {
        await DeployAsync("page", "one", "two", "three");

        var product = (await Products.RollBackAsync("page", version, default)).Value!;

        (product.Version, product.Status).ShouldBe((number, ProductStatus.Running));
        product.Versions.Select(v => v.Number).ShouldBe([3, 2, 1]);
        (await _delivery.Http.GetStringAsync(product.Url)).ShouldBe(page);
    }

    [Theory]
    [InlineData(null, ErrorCodes.TransitionNotAllowed)]
    [InlineData(0, ErrorCodes.NotFound)]
    [InlineData(2, ErrorCodes.NotFound)]
    public async Task RollBack_NoSuchVersion_ChangesNothing(int? version, string code)
    {
        var (_, versions) = await DeployAsync("page", "one");

        (await Products.RollBackAsync("page", version, default)).Problem!.Code.ShouldBe(code);

        (await _delivery.Http.GetStringAsync(versions[0].Url)).ShouldBe("one");
    }

    [Fact]
    public async Task Remove_DeployedProduct_KeepsItsRepositoryAndFreesItsName()
    {
        var (product, versions) = await DeployAsync("page", "one", "two");

        var removed = (await Products.RemoveAsync("page", default)).Value!;

        (removed.Status, removed.Url, removed.Repository).ShouldBe((ProductStatus.Stopped, null, product.Repository));
        Directory.Exists(product.Repository).ShouldBeTrue();
        (await Products.ListAsync(default)).ShouldBeEmpty();
        await Should.ThrowAsync<HttpRequestException>(() => _delivery.Http.GetStringAsync(versions[0].Url));
        var again = await _delivery.DeployAsync(product, versions[1].Commit);
        (again.Version, await _delivery.Http.GetStringAsync(again.Url)).ShouldBe((1, "two"));
    }

    [Fact]
    public async Task List_SilosRestoreFailed_IsDown()
    {
        await DeployAsync("page", "one");

        await _delivery.RestartAsync();

        (await Products.ListAsync(default)).Select(p => (p.Name, p.Status, p.Url)).ShouldBe([("page", ProductStatus.Failed, null)]);
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("")]
    [InlineData("../products/page")]
    [InlineData("PAGE")]
    [InlineData("undeployed")]
    public async Task Change_UnknownName_IsNotFound(string name)
    {
        await DeployAsync("page", "one");
        await _delivery.NewProductAsync("undeployed");

        Problem?[] problems =
        [
            (await Products.FindAsync(name, default)).Problem,
            (await Products.ReadLogsAsync(name, default)).Problem,
            (await Products.StopAsync(name, default)).Problem,
            (await Products.StartAsync(name, default)).Problem,
            (await Products.RollBackAsync(name, null, default)).Problem,
            (await Products.RemoveAsync(name, default)).Problem,
        ];

        problems.Select(p => p?.Code).ShouldAllBe(code => code == ErrorCodes.NotFound);
        File.Exists(_delivery.Get<FactoryPaths>().DeploymentsFile("page")).ShouldBeTrue();
    }

    [Fact]
    public async Task ReadLogs_Program_IsWhatItPrinted()
    {
        var product = await _delivery.NewProductAsync("server");
        var change = await _delivery.ChangeAsync(product, PythonServer.Files);
        await _delivery.DeployAsync(product, change.Commit!);

        var logs = (await Products.ReadLogsAsync("server", default)).Value!;

        (logs.Product, logs.Version).ShouldBe(("server", 1));
        logs.Text.ShouldContain("serving now");
        await Products.StopAsync("server", default);
        (await Products.ReadLogsAsync("server", default)).Value!.Text.ShouldBeEmpty();
    }

    private async Task<(ProductRef Product, IReadOnlyList<DeployedVersion> Versions)> DeployAsync(string name, params string[] pages)
    {
        var product = await _delivery.NewProductAsync(name);
        var versions = new List<DeployedVersion>();
        foreach (var page in pages)
        {
            var change = await _delivery.ChangeAsync(product, ("product.yaml", Manifest), ("public/index.html", page));
            versions.Add(await _delivery.DeployAsync(product, change.Commit!));
        }

        return (product, versions);
    }
}
