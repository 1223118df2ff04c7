using Factory.Contracts.Api;

namespace Factory.Client.Tests;

/// <summary>A token that the operator may replace while a client is in use.</summary>
public sealed class TokenHandlerTests
{
    [Fact]
    public async Task Send_AcceptedToken_IsReadOnce()
    {
        await using var server = await ServerAcceptingAsync("new");
        var reads = 0;
        using var client = FactoryClient.WithTokenProvider(server.Url, () =>
        {
            reads++;
            return "new";
        });

        await client.GetHealthAsync();
        await client.GetHealthAsync();

        reads.ShouldBe(1);
    }

    [Fact]
    public async Task Send_ReplacedToken_IsReadAgainAndTheRequestRepeated()
    {
        await using var server = await ServerAcceptingAsync("new");
        var tokens = new Queue<string>(["old", "new"]);
        using var client = FactoryClient.WithTokenProvider(server.Url, tokens.Dequeue);

        await client.GetHealthAsync();

        server.Requests.Select(r => r.Header("Authorization")).ShouldBe(["Bearer old", "Bearer new"]);
    }

    [Fact]
    public async Task Send_ReplacedToken_RepeatsTheBodyAndTheIdempotencyKey()
    {
        await using var server = await ServerAcceptingAsync("new");
        var tokens = new Queue<string>(["old", "new"]);
        using var client = FactoryClient.WithTokenProvider(server.Url, tokens.Dequeue);

        await Record.ExceptionAsync(() => client.StartRunAsync(new StartRunRequest("A tip calculator"), "once"));

        var requests = server.Requests.ToArray();
        requests.Length.ShouldBe(2);
        requests[1].Body.ShouldBe(requests[0].Body);
        requests[1].Body.ShouldContain("A tip calculator");
        requests[1].Header("Idempotency-Key").ShouldBe("once");
    }

    [Fact]
    public async Task Send_AfterAReplacement_UsesTheNewTokenAtOnce()
    {
        await using var server = await ServerAcceptingAsync("new");
        var tokens = new Queue<string>(["old", "new"]);
        using var client = FactoryClient.WithTokenProvider(server.Url, tokens.Dequeue);
        await client.GetHealthAsync();

        await client.GetHealthAsync();

        server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("old")]
    [InlineData(null)]
    public async Task Send_RejectedTokenThatDidNotChange_IsNotRepeated(string? token)
    {
        await using var server = await ServerAcceptingAsync("new");
        using var client = FactoryClient.WithTokenProvider(server.Url, () => token);

        var error = await Should.ThrowAsync<FactoryException>(() => client.GetHealthAsync());

        error.Code.ShouldBe(ErrorCodes.AccessTokenInvalid);
        server.Requests.Count.ShouldBe(1);
    }

    private static async Task<TestServer> ServerAcceptingAsync(string token)
    {
        var server = await TestServer.StartAsync();
        server.OnRequest = (context, _) => context.Request.Headers.Authorization == $"Bearer {token}"
            ? TestServer.WriteAsync(context, 200, """{"status":"ok","version":"1","startedAt":"2030-01-01T00:00:00Z"}""")
            : TestServer.WriteProblemAsync(context, 401, ErrorCodes.AccessTokenInvalid);
        return server;
    }
}
