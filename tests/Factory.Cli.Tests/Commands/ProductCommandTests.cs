using System.Text.Json;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Deployments;
using Factory.Contracts.Json;

namespace Factory.Cli.Tests.Commands;

public sealed class ProductCommandTests : IAsyncLifetime
{
    private static readonly ProductView Serving = View(ProductStatus.Running, 2);
    private static readonly ProductView Stopped = View(ProductStatus.Stopped, 2);

    private readonly CliRig _rig = new();
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
        _silo.Answers["/api/products"] = new[] { Serving, View(ProductStatus.Failed, 1) with { Name = "quiz" } };
        _silo.Answers["/api/products/shop"] = Serving;
        _silo.Answers["/api/products/shop/logs"] = new ProductLogs("shop", 2, "listening\n\u001b[31mred\n");
        _silo.Commands["/api/products/shop/stop"] = _ => Stopped;
        _silo.Commands["/api/products/shop/start"] = _ => Serving;
    }

    public async Task DisposeAsync()
    {
        _rig.Dispose();
        await _silo.DisposeAsync();
    }

    [Theory]
    [InlineData("show shop", "shop serves version 2 at http://localhost:20000/")]
    [InlineData("show shop", "repository /repositories/shop, branch main")]
    [InlineData("stop shop", "shop was stopped by the operator, at version 2. Start it: factory product start shop")]
    [InlineData("start shop", "shop serves version 2 at http://localhost:20000/")]
    [InlineData("remove shop --yes", "shop is removed. Its repository stays: /repositories/shop")]
    [InlineData("logs shop", "listening\n[31mred\n")]
    public async Task Verb_OneProduct_SaysWhatItDid(string arguments, string expected)
    {
        (await _rig.RunAsync(["product", .. arguments.Split(' ')])).ShouldBe(ExitCodes.Success, _rig.Error.ToString());

        _rig.Out.ToString().ShouldContain(expected);
    }

    [Theory]
    [InlineData(true, "y\n", ExitCodes.Success)]
    [InlineData(true, "\n", ExitCodes.Cancelled)]
    [InlineData(false, "y\n", ExitCodes.Usage)]
    public async Task Remove_WithoutYes_AsksOnATerminalAndElseIsRefused(bool canAsk, string answer, int expected)
    {
        _rig.CanAsk = canAsk;
        _rig.Input = answer;

        (await _rig.RunAsync("product", "remove", "shop")).ShouldBe(expected);

        _rig.Out.ToString().Contains("Stop shop and forget its 2 versions? Its repository stays. [y/N]", StringComparison.Ordinal)
            .ShouldBe(canAsk);
        _silo.Requests.Contains("DELETE /api/products/shop").ShouldBe(expected == ExitCodes.Success);
        _rig.Error.ToString().Contains("factory product remove shop --yes --data", StringComparison.Ordinal).ShouldBe(!canAsk);
    }

    [Fact]
    public async Task List_Json_IsAPage()
    {
        await _rig.RunAsync("product", "list", "--json");

        _rig.JsonLines().Single().GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task List_Products_ShowsStatusVersionAndUrl()
    {
        (await _rig.RunAsync("product", "list")).ShouldBe(ExitCodes.Success);

        var lines = _rig.Out.ToString().Split('\n');
        lines.Single(l => l.Contains("shop")).ShouldSatisfyAllConditions(
            l => l.ShouldContain("running"),
            l => l.ShouldContain("http://localhost:20000/"));
        lines.Single(l => l.Contains("quiz")).ShouldContain("failed");
    }

    [Theory]
    [InlineData(ProductStatus.Running, "running", "shop serves version 2")]
    [InlineData(ProductStatus.Asleep, "asleep", "The next request starts version 2")]
    [InlineData(ProductStatus.Stopped, "stopped by the operator", "shop was stopped by the operator")]
    [InlineData(ProductStatus.Failed, "failed", "it is broken")]
    public async Task Status_Each_IsToldInWords(ProductStatus status, string listed, string shown)
    {
        var product = View(status, 2) with { Reason = status == ProductStatus.Failed ? "it is broken" : null };
        _silo.Answers["/api/products"] = new[] { product };
        _silo.Answers["/api/products/shop"] = product;

        await _rig.RunAsync("product", "list");
        await _rig.RunAsync("product", "show", "shop");

        _rig.Out.ToString().ShouldContain(listed);
        _rig.Out.ToString().ShouldContain(shown);
    }

    [Fact]
    public async Task List_None_SaysHowToGetOne()
    {
        _silo.Answers["/api/products"] = Array.Empty<ProductView>();

        await _rig.RunAsync("product", "list");

        _rig.Out.ToString().ShouldContain("factory run");
    }

    [Theory]
    [InlineData(null, "shop")]
    [InlineData(1, "shop", "--to", "1")]
    public async Task RollBack_Version_IsSent(int? version, params string[] arguments)
    {
        RollBackProductRequest? sent = null;
        _silo.Commands["/api/products/shop/rollback"] = body =>
        {
            sent = JsonSerializer.Deserialize<RollBackProductRequest>(body, FactoryJson.Options);
            return Serving with { Version = 1 };
        };

        (await _rig.RunAsync(["product", "rollback", .. arguments])).ShouldBe(ExitCodes.Success);

        sent.ShouldBe(new RollBackProductRequest(version));
        _rig.Out.ToString().ShouldContain("shop serves version 1");
    }

    [Fact]
    public async Task Show_Json_IsTheViewOfTheApi()
    {
        await _rig.RunAsync("product", "show", "shop", "--json");

        _rig.JsonLines().Single().GetProperty("versions").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("logs")]
    [InlineData("stop")]
    [InlineData("start")]
    [InlineData("rollback")]
    [InlineData("remove")]
    public async Task Verb_UnknownProduct_EndsWithNotFound(string verb)
    {
        (await _rig.RunAsync("product", verb, "nope")).ShouldBe(ExitCodes.For(ErrorCodes.NotFound));

        _rig.Error.ToString().ShouldContain(ErrorCodes.NotFound);
    }

    private static ProductView View(ProductStatus status, int version) => new(
        "shop",
        status,
        status == ProductStatus.Running ? "http://localhost:20000/" : null,
        version,
        "/repositories/shop",
        "main",
        [new ProductVersionView(2, "c2", DateTimeOffset.UnixEpoch), new ProductVersionView(1, "c1", DateTimeOffset.UnixEpoch)]);
}
