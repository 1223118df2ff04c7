using System.Net;
using System.Net.Sockets;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Which failures go to the next provider of a tier, and which are the client's answer.</summary>
public sealed class CallForwarderFallbackTests
{
    private const string Body = """{"model":"factory/cheap","messages":[]}""";
    private const string StreamBody = """{"model":"factory/cheap","messages":[],"stream":true}""";

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Run_ClientsMistake_TriesNoOtherProviderAndBlamesNone(int status)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("""{"error":{"message":"no"}}""", status));
        await using var other = await AddOtherAsync(gateway);

        using var response = await gateway.PostAsync("/v1/chat/completions", Body);

        ((int)response.StatusCode).ShouldBe(status);
        other.Calls.ShouldBeEmpty();
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Success, "the provider is healthy");
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Outcome.ShouldBe(CallOutcome.Rejected);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(529)]
    public async Task Run_TransientStatus_TriesTheNextProvider(int status)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("""{"error":{"message":"no"}}""", status));
        await using var other = await AddOtherAsync(gateway);

        using var response = await gateway.PostAsync("/v1/chat/completions", Body);

        await ShouldBeFromOtherAsync(response);
    }

    [Fact]
    public async Task Run_ProviderAtItsLimit_TriesTheNextProvider()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat));
        await using var other = await AddOtherAsync(gateway);
        gateway.Limiters.Rejections["lab"] = new ProviderRejection(
            new Problem(ErrorCodes.ModelRateLimited, "Not now."),
            TimeSpan.FromSeconds(3),
            false);

        using var response = await gateway.PostAsync("/v1/chat/completions", Body);

        await ShouldBeFromOtherAsync(response);
        gateway.Upstream.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_EveryProviderAtItsLimit_IsTheLastOnesError()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat));
        await using var other = await AddOtherAsync(gateway);
        gateway.Limiters.Rejections["lab"] = new ProviderRejection(
            new Problem(ErrorCodes.ModelRateLimited, "lab: not now."),
            TimeSpan.FromSeconds(3),
            false);
        gateway.Limiters.Rejections["other"] = new ProviderRejection(
            new Problem(ErrorCodes.ModelRateLimited, "other: not now."),
            TimeSpan.FromSeconds(5),
            false);

        using var response = await gateway.PostAsync("/v1/chat/completions", Body);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await response.Content.ReadAsStringAsync()).ShouldContain("other: not now.");
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        gateway.Meter.ReservationCount.ShouldBe(0);
    }

    [Fact]
    public async Task Run_NoServer_TriesTheNextProvider()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat));
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}";
        closed.Stop();
        gateway.Endpoints.Connections = [FakeEndpoints.Provider("lab", address, ModelTier.Cheap, [ModelApi.OpenAIChat])];
        await using var other = await AddOtherAsync(gateway);

        using var response = await gateway.PostAsync("/v1/chat/completions", Body);

        await ShouldBeFromOtherAsync(response);
        gateway.Meter.Calls.First().IsVoided.ShouldBeTrue("nothing was sent");
    }

    [Fact]
    public async Task Run_InvalidResponse_TriesTheNextProvider()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("not JSON"));
        await using var other = await AddOtherAsync(gateway);

        using var response = await gateway.PostAsync("/v1/chat/completions", Body);

        await ShouldBeFromOtherAsync(response);
        gateway.Meter.Calls.Select(c => c.End.Outcome)
            .ShouldBe([CallOutcome.Interrupted, CallOutcome.Succeeded], "the first provider may bill, too");
    }

    [Fact]
    public async Task Run_StreamBreaksBeforeItsFirstEvent_TriesTheNextProvider()
    {
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(ProviderResponses.ChatStream[0][..10]);
            c.Context.Abort();
        });
        await using var other = await AddOtherAsync(gateway, c => c.StreamAsync(ProviderResponses.ChatStream));

        using var response = await gateway.PostAsync("/v1/chat/completions", StreamBody);

        response.Headers.GetValues("x-factory-model").ShouldBe(["other/small"]);
        (await response.Content.ReadAsStringAsync()).ShouldStartWith(ProviderResponses.ChatStream[0]);
    }

    [Fact]
    public async Task Run_NoAnswerInTime_TriesTheNextProvider()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await GatewayHost.StartAsync(
            c =>
            {
                called.TrySetResult();
                return c.HangAsync();
            },
            manualTime: true);
        await using var other = await AddOtherAsync(gateway);

        var posted = gateway.PostAsync("/v1/chat/completions", Body);
        await called.Task.WaitAsync(TimeSpan.FromSeconds(30));
        gateway.Time.Advance(new GatewayOptions().IdleTimeout);

        using var response = await posted;
        await ShouldBeFromOtherAsync(response);
    }

    [Fact]
    public async Task Run_NoBudget_TriesNoOtherProvider()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat));
        await using var other = await AddOtherAsync(gateway);
        gateway.Meter.Refusal = new FactoryException(ErrorCodes.BudgetExceeded, "No more.");

        using var response = await gateway.PostAsync("/v1/chat/completions", Body);

        response.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        gateway.Meter.ReservationCount.ShouldBe(1);
        other.Calls.ShouldBeEmpty();
    }

    private static async Task<FakeUpstream> AddOtherAsync(GatewayHost gateway, Func<UpstreamRequest, Task>? script = null)
    {
        var other = await FakeUpstream.StartAsync(script ?? (c => c.JsonAsync(ProviderResponses.Chat)));
        gateway.Endpoints.Connections =
            [.. gateway.Endpoints.Connections, FakeEndpoints.Provider("other", other.Address, ModelTier.Cheap, [ModelApi.OpenAIChat])];
        return other;
    }

    private static async Task ShouldBeFromOtherAsync(HttpResponseMessage response)
    {
        (await response.Content.ReadAsStringAsync()).ShouldBe(ProviderResponses.Chat);
        response.Headers.GetValues("x-factory-model").ShouldBe(["other/small"]);
    }
}
