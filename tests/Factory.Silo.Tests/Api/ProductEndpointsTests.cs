using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

public sealed class ProductEndpointsTests
{
    [Fact]
    public async Task Products_EachCommand_ReturnsTheStateAfterIt()
    {
        await using var host = await ApiHost.StartAsync();
        var client = host.Client;

        (await client.ListProductsAsync()).Select(p => (p.Name, p.Status)).ShouldBe([("shop", ProductStatus.Running)]);
        (await client.StopProductAsync("shop")).ShouldSatisfyAllConditions(
            p => p.Status.ShouldBe(ProductStatus.Stopped),
            p => p.Url.ShouldBeNull());
        (await client.GetProductAsync("shop")).Status.ShouldBe(ProductStatus.Stopped);
        (await client.StartProductAsync("shop")).Url.ShouldBe("http://localhost:20000/");
        (await client.RollBackProductAsync("shop")).Version.ShouldBe(2);
        (await client.RollBackProductAsync("shop", 1)).Version.ShouldBe(1);
        (await client.GetProductLogsAsync("shop")).ShouldBe(new ProductLogs("shop", 1, "listening"));
        (await client.RemoveProductAsync("shop")).Repository.ShouldBe("/repositories/shop");
        (await client.ListProductsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "api/products/nope")]
    [InlineData("GET", "api/products/nope/logs")]
    [InlineData("POST", "api/products/nope/stop")]
    [InlineData("POST", "api/products/nope/start")]
    [InlineData("POST", "api/products/nope/rollback")]
    [InlineData("DELETE", "api/products/nope")]
    public async Task Product_UnknownName_IsNotFound(string method, string path)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await answer.ShouldBeProblemAsync(404, ErrorCodes.NotFound);
    }

    [Theory]
    [InlineData("""{"version":"one"}""")]
    [InlineData("""{"verison":1}""")]
    [InlineData("{")]
    public async Task RollBack_InvalidBody_ChangesNothing(string body)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Http.PostAsync("api/products/shop/rollback", ApiHost.Json(body));

        await answer.ShouldBeProblemAsync(400, ErrorCodes.InvalidRequest);
        (await host.Client.GetProductAsync("shop")).Version.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Start_Fails_IsExplained(Exception failure, int status, string code)
    {
        await using var host = await ApiHost.StartAsync();
        host.Products.Failure = failure;

        using var answer = await host.Http.PostAsync("api/products/shop/start", null);

        await answer.ShouldBeProblemAsync(status, code);
    }

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new FactoryException(ErrorCodes.DeployUnhealthy, "It does not answer.", "Look."), 502, ErrorCodes.DeployUnhealthy },
        { new IOException("No space left on device", 28), 507, ErrorCodes.DiskFull },
        { new IOException("Disk quota exceeded", 122), 507, ErrorCodes.DiskFull },
        {
            new FactoryException(ErrorCodes.DataUnusable, "x", "y", inner: new IOException("No space left on device", 28)),
            507,
            ErrorCodes.DiskFull
        },
        { new FactoryException(ErrorCodes.GitFailed, "git: fatal: No space left on device", "y"), 507, ErrorCodes.DiskFull },
        { new FactoryException(ErrorCodes.GitFailed, "git: fatal: not a repository", "y"), 500, ErrorCodes.GitFailed },
        { new IOException("Permission denied", 13), 500, ErrorCodes.Internal },
        { new TimeoutException("Response did not arrive on time in 00:00:30"), 503, ErrorCodes.SiloUnreachable },
    };
}
