using System.Net;
using System.Net.Sockets;
using System.Text;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Providers that fail, over all four protocols: the client hears of it in its own form, the call is settled once, the key stays here.</summary>
public sealed class BadUpstreamTests
{
    public static TheoryData<ModelApi> Protocols => ApiSample.Names;

    [Theory, MemberData(nameof(Protocols))]
    public async Task Garbage_Is502(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("this is not JSON {"));

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        await CheckWholeAsync(gateway, response, protocol, 502, CallOutcome.Interrupted, "not JSON");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task WrongContentType_Is502(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.ContentType = "text/html";
            return c.SendAsync("<html>maintenance</html>");
        });

        using var whole = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);
        using var stream = await gateway.PostAsync(ApiSample.All[protocol].StreamPath, ApiSample.All[protocol].StreamBody);

        whole.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await stream.Content.ReadAsStringAsync()).ShouldContain("text/html");
        gateway.Meter.Calls.ShouldAllBe(c => c.End.Outcome == CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task Redirect_IsNotFollowed(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.Redirect("http://127.0.0.1:9/elsewhere");
            return Task.CompletedTask;
        });

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        await CheckWholeAsync(gateway, response, protocol, 502, CallOutcome.Rejected, "baseUrl");
        gateway.Upstream.Calls.Count.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task RefusedKey_Is502_NeverTheClients401(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync($$$"""{"error":{"message":"wrong key {{{FakeEndpoints.RealKey}}}"}}""", 401));

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        await CheckWholeAsync(gateway, response, protocol, 502, CallOutcome.Rejected, "rejected the factory's own key");
        gateway.Gates.Reports.ShouldHaveSingleItem().Answer.Kind.ShouldBe(ProviderOutcomeKind.Disabled);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task EchoedKey_IsTakenOut_FromAnswersAndErrors(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        var status = 200;
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.Headers["request-id"] = "r-1";
            c.Context.Response.Headers["set-cookie"] = "a=b";
            return c.Target.Contains("stream", StringComparison.Ordinal) || c.Text.Contains("\"stream\":true", StringComparison.Ordinal)
                ? c.StreamAsync([.. wire.Stream.Select(p => p.Replace("hel", FakeEndpoints.RealKey, StringComparison.Ordinal))])
                : c.JsonAsync(status == 200 ? wire.Reply.Replace("hello", FakeEndpoints.RealKey, StringComparison.Ordinal) : $$$"""{"error":{"message":"{{{FakeEndpoints.RealKey}}}"}}""", status);
        });

        using var whole = await gateway.PostAsync(wire.Path, wire.Body);
        using var stream = await gateway.PostAsync(wire.StreamPath, wire.StreamBody);
        status = 422;
        using var error = await gateway.PostAsync(wire.Path, wire.Body);

        foreach (var response in new[] { whole, stream, error })
        {
            var text = await response.Content.ReadAsStringAsync();
            text.ShouldContain("[key]");
            text.ShouldNotContain(FakeEndpoints.RealKey);
            response.Headers.GetValues("request-id").ShouldBe(["r-1"]);
            response.Headers.Contains("set-cookie").ShouldBeFalse();
        }
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task ErrorsOfTheProvider_PassAsTheyAre(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.Headers.RetryAfter = "7";
            return c.JsonAsync("""{"error":{"message":"slow down"}}""", 429);
        });

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        ((int)response.StatusCode).ShouldBe(429);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"error":{"message":"slow down"}}""");
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        var end = gateway.Meter.Calls.ShouldHaveSingleItem().End;
        (end.Outcome, end.Usage, end.Status).ShouldBe((CallOutcome.Rejected, default(TokenUsage), 429));
        gateway.Gates.Reports.ShouldHaveSingleItem().Answer.ShouldBe(new ProviderOutcome(ProviderOutcomeKind.Throttled, TimeSpan.FromSeconds(7), 0));
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task NobodyThere_Is502_AndCostsNothing(ModelApi protocol)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}";
        closed.Stop();
        gateway.Endpoints.Connections = [FakeEndpoints.Provider("lab", address, ModelTier.Cheap, ModelApis.Clients)];

        using var response = await gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);

        ((int)response.StatusCode).ShouldBe(502);
        CrossProtocolTests.ErrorOf(protocol, await response.Content.ReadAsStringAsync()).ShouldNotBeNull();
        gateway.Meter.Calls.ShouldHaveSingleItem().IsForgotten.ShouldBeTrue();
        gateway.Gates.Reports.ShouldHaveSingleItem().Answer.Kind.ShouldBe(ProviderOutcomeKind.Failed);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task SilenceBeforeTheFirstByte_Is504(ModelApi protocol)
    {
        var there = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(
            c =>
            {
                there.TrySetResult();
                return c.HangAsync();
            },
            manualTime: true);

        var asked = gateway.PostAsync(ApiSample.All[protocol].Path, ApiSample.All[protocol].Body);
        await there.Task.WaitAsync(TimeSpan.FromSeconds(30));
        gateway.Time.Advance(TimeSpan.FromMinutes(10));
        using var response = await asked;

        await CheckWholeAsync(gateway, response, protocol, 504, CallOutcome.Interrupted, "too long");
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task SilenceInAStream_EndsItWithTheProtocolsError(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        await using var gateway = await GatewayHost.StartAsync(
            async c =>
            {
                await c.StreamAsync(wire.Stream[0]);
                await c.HangAsync();
            },
            manualTime: true);

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody, headOnly: true);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[Encoding.UTF8.GetByteCount(wire.Stream[0])]);
        gateway.Time.Advance(TimeSpan.FromMinutes(10));
        using var reader = new StreamReader(stream);

        CheckErrorEvent(protocol, await reader.ReadToEndAsync(), "too long", "server_error", "timeout_error", "DEADLINE_EXCEEDED");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task DropInAStream_EndsItWithTheProtocolsError(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        var seen = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(wire.Stream[0], wire.Stream[1][..^9]);
            await seen.Task;
            c.Context.Abort();
        });

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody, headOnly: true);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[wire.Stream[0].Length]);
        seen.SetResult();
        using var reader = new StreamReader(stream);

        CheckErrorEvent(protocol, await reader.ReadToEndAsync(), "broke the connection off", "server_error", "api_error", "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task StreamThatEndsEarly_EndsWithTheProtocolsError(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(wire.Stream[0]));

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody);

        CheckErrorEvent(protocol, (await response.Content.ReadAsStringAsync())[wire.Stream[0].Length..], "in the middle", "server_error", "api_error", "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task HalfACharacterInAStream_EndsItWithTheProtocolsError(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(wire.Stream[0]);
            await c.SendAsync([.. "event: content_block_delta\ndata: {\"a\":\""u8, 0xC3, .. "\"}\n\n"u8]);
        });

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody);

        CheckErrorEvent(protocol, (await response.Content.ReadAsStringAsync())[wire.Stream[0].Length..], "cannot be read", "server_error", "api_error", "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task LineOfFiveMegabytes_Passes(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        var long5 = wire.Stream.Select(p => p.Replace("hello", new string('x', 5_000_000), StringComparison.Ordinal).Replace("\"hel\"", $"\"{new string('x', 5_000_000)}\"", StringComparison.Ordinal)).ToArray();
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(long5));

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody);

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(long5));
        await CheckEndAsync(gateway, CallOutcome.Succeeded);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task LineWithoutEnd_IsCut(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        await using var gateway = await GatewayHost.StartAsync(
            async c =>
            {
                await c.StreamAsync(wire.Stream[0]);
                while (!c.Aborted.IsCancellationRequested)
                {
                    await c.SendAsync(new string('x', 32 * 1024));
                }
            },
            configure: o => o.MaxEventBytes = 128 * 1024);

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody);

        CheckErrorEvent(protocol, (await response.Content.ReadAsStringAsync())[wire.Stream[0].Length..], "longer than", "server_error", "api_error", "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    internal static void CheckErrorEvent(ModelApi protocol, string rest, string message, string openAI, string anthropic, string google)
    {
        rest.ShouldContain(message);
        switch (protocol)
        {
            case ModelApi.AnthropicMessages:
                rest.ShouldStartWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" + anthropic + "\"");
                break;
            case ModelApi.GeminiGenerateContent:
                rest.ShouldStartWith("data: {\"error\":{\"code\":");
                rest.ShouldContain(google);
                break;
            case ModelApi.OpenAIResponses:
                rest.ShouldStartWith("event: response.failed\ndata: {\"type\":\"response.failed\"");
                break;
            default:
                rest.ShouldStartWith("data: {\"error\":{");
                rest.ShouldContain($"\"type\":\"{openAI}\"");
                break;
        }

        rest.ShouldEndWith("\n\n");
    }

    private static async Task CheckEndAsync(GatewayHost gateway, CallOutcome outcome)
    {
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        await call.Over;
        call.End.Outcome.ShouldBe(outcome);
    }

    private static async Task CheckWholeAsync(GatewayHost gateway, HttpResponseMessage response, ModelApi protocol, int status, CallOutcome outcome, string message)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        CrossProtocolTests.ErrorOf(protocol, text).ShouldNotBeNull();
        text.ShouldContain(message);
        text.ShouldNotContain(FakeEndpoints.RealKey);
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Outcome.ShouldBe(outcome);
    }
}
