using System.Net;
using System.Net.Sockets;
using System.Text;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Calls;

/// <summary>
/// Providers that fail, over all four APIs: the client hears of it in its own form, the call is settled once, the key
/// stays here.
/// </summary>
public sealed class UpstreamAttemptTests
{
    public static TheoryData<ModelApi> Apis => ApiSample.Names;

    [Theory, MemberData(nameof(Apis))]
    public async Task Forward_NotJson_Is502(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("this is not JSON {"));

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        await CheckWholeAsync(gateway, response, api, 502, CallOutcome.Interrupted, "not JSON");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Forward_WrongContentType_Is502(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.ContentType = "text/html";
            return c.SendAsync("<html>maintenance</html>");
        });

        using var whole = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);
        using var stream = await gateway.PostAsync(ApiSample.All[api].StreamPath, ApiSample.All[api].StreamBody);

        whole.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await stream.Content.ReadAsStringAsync()).ShouldContain("text/html");
        gateway.Meter.Calls.ShouldAllBe(c => c.End.Outcome == CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task OnRedirect_AnyRedirect_IsNotFollowed(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.Redirect("http://127.0.0.1:9/elsewhere");
            return Task.CompletedTask;
        });

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        await CheckWholeAsync(gateway, response, api, 502, CallOutcome.Rejected, "baseUrl");
        gateway.Upstream.Calls.Count.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task OnUnauthorized_KeyRejected_Is502AndNeverTheClients401(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
            c.JsonAsync($$$"""{"error":{"message":"wrong key {{{FakeEndpoints.RealKey}}}"}}""", 401));

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        await CheckWholeAsync(gateway, response, api, 502, CallOutcome.Rejected, "rejected the factory's own key");
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Disabled);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Scrubber_ProviderEchoesItsKey_IsRemovedFromResponsesAndErrors(ModelApi api)
    {
        var sample = ApiSample.All[api];
        var status = 200;
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.Headers["request-id"] = "r-1";
            c.Context.Response.Headers["set-cookie"] = "a=b";
            return c.Target.Contains("stream", StringComparison.Ordinal) || c.Text.Contains("\"stream\":true", StringComparison.Ordinal)
                ? c.StreamAsync([.. sample.Stream.Select(p => p.Replace("hel", FakeEndpoints.RealKey, StringComparison.Ordinal))])
                : c.JsonAsync(
                    status == 200
                        ? sample.Reply.Replace("hello", FakeEndpoints.RealKey, StringComparison.Ordinal)
                        : $$$"""{"error":{"message":"{{{FakeEndpoints.RealKey}}}"}}""",
                    status);
        });

        using var whole = await gateway.PostAsync(sample.Path, sample.Body);
        using var stream = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);
        status = 422;
        using var error = await gateway.PostAsync(sample.Path, sample.Body);

        foreach (var response in new[] { whole, stream, error })
        {
            var text = await response.Content.ReadAsStringAsync();
            text.ShouldContain("[key]");
            text.ShouldNotContain(FakeEndpoints.RealKey);
            response.Headers.GetValues("request-id").ShouldBe(["r-1"]);
            response.Headers.Contains("set-cookie").ShouldBeFalse();
        }
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task ForwardError_SameApi_PassesUnchanged(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.Headers.RetryAfter = "7";
            return c.JsonAsync("""{"error":{"message":"slow down"}}""", 429);
        });

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        ((int)response.StatusCode).ShouldBe(429);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"error":{"message":"slow down"}}""");
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        var end = gateway.Meter.Calls.ShouldHaveSingleItem().End;
        (end.Outcome, end.Usage, end.Status).ShouldBe((CallOutcome.Rejected, default(TokenUsage), 429));
        gateway.Limiters.Reports.ShouldHaveSingleItem()
            .Outcome.ShouldBe(new ProviderOutcome(ProviderOutcomeKind.Throttled, TimeSpan.FromSeconds(7), 0));
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task OnConnectionFailed_NoServer_Is502AndCostsNothing(ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}";
        closed.Stop();
        gateway.Endpoints.Connections = [FakeEndpoints.Provider("lab", address, ModelTier.Cheap, ModelApis.Clients)];

        using var response = await gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);

        ((int)response.StatusCode).ShouldBe(502);
        ApiErrorCheck.ErrorOf(api, await response.Content.ReadAsStringAsync()).ShouldNotBeNull();
        gateway.Meter.Calls.ShouldHaveSingleItem().IsVoided.ShouldBeTrue();
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Failed);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task OnTimeout_BeforeTheFirstByte_Is504(ModelApi api)
    {
        var there = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(
            c =>
            {
                there.TrySetResult();
                return c.HangAsync();
            },
            manualTime: true);

        var pending = gateway.PostAsync(ApiSample.All[api].Path, ApiSample.All[api].Body);
        await there.Task.WaitAsync(TimeSpan.FromSeconds(30));
        gateway.Time.Advance(TimeSpan.FromMinutes(10));
        using var response = await pending;

        await CheckWholeAsync(gateway, response, api, 504, CallOutcome.Interrupted, "too long");
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Stream_ProviderStalls_EndsWithTheApisError(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(
            async c =>
            {
                await c.StreamAsync(sample.Begin);
                await c.HangAsync();
            },
            manualTime: true);

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody, headOnly: true);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[Encoding.UTF8.GetByteCount(sample.Begin)]);
        gateway.Time.Advance(TimeSpan.FromMinutes(10));
        using var reader = new StreamReader(stream);

        ApiErrorCheck.ShouldBeErrorEvent(
            api,
            await reader.ReadToEndAsync(),
            "too long",
            "server_error",
            "timeout_error",
            "DEADLINE_EXCEEDED");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Stream_ConnectionBreaks_EndsWithTheApisError(ModelApi api)
    {
        var sample = ApiSample.All[api];
        var seen = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(sample.Begin, sample.AfterBegin[..^9]);
            await seen.Task;
            c.Context.Abort();
        });

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody, headOnly: true);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[sample.Begin.Length]);
        seen.SetResult();
        using var reader = new StreamReader(stream);

        ApiErrorCheck.ShouldBeErrorEvent(
            api,
            await reader.ReadToEndAsync(),
            "broke the connection off",
            "server_error",
            "api_error",
            "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Stream_EndsEarly_EndsWithTheApisError(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(sample.Begin));

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        ApiErrorCheck.ShouldBeErrorEvent(
            api,
            (await response.Content.ReadAsStringAsync())[sample.Begin.Length..],
            "in the middle",
            "server_error",
            "api_error",
            "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Stream_HalfACharacter_EndsWithTheApisError(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(sample.Begin);
            await c.SendAsync([.. "event: content_block_delta\ndata: {\"a\":\""u8, 0xC3, .. "\"}\n\n"u8]);
        });

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        ApiErrorCheck.ShouldBeErrorEvent(
            api,
            (await response.Content.ReadAsStringAsync())[sample.Begin.Length..],
            "cannot be read",
            "server_error",
            "api_error",
            "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Stream_LineOfFiveMegabytes_Passes(ModelApi api)
    {
        var sample = ApiSample.All[api];
        var long5 = sample.Stream
            .Select(p =>
                p.Replace("hello", new string('x', 5_000_000), StringComparison.Ordinal)
                    .Replace("\"hel\"", $"\"{new string('x', 5_000_000)}\"", StringComparison.Ordinal))
            .ToArray();
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(long5));

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(long5));
        await CheckEndAsync(gateway, CallOutcome.Succeeded);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Stream_LineWithoutEnd_IsCut(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(
            async c =>
            {
                await c.StreamAsync(sample.Begin);
                while (!c.Aborted.IsCancellationRequested)
                {
                    await c.SendAsync(new string('x', 32 * 1024));
                }
            },
            configure: o => o.MaxEventBytes = 128 * 1024);

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        ApiErrorCheck.ShouldBeErrorEvent(
            api,
            (await response.Content.ReadAsStringAsync())[sample.Begin.Length..],
            "longer than",
            "server_error",
            "api_error",
            "UNAVAILABLE");
        await CheckEndAsync(gateway, CallOutcome.Interrupted);
    }

    private static async Task CheckEndAsync(GatewayHost gateway, CallOutcome outcome)
    {
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        await call.Settled;
        call.End.Outcome.ShouldBe(outcome);
    }

    private static async Task CheckWholeAsync(
        GatewayHost gateway,
        HttpResponseMessage response,
        ModelApi api,
        int status,
        CallOutcome outcome,
        string message)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        ApiErrorCheck.ErrorOf(api, text).ShouldNotBeNull();
        text.ShouldContain(message);
        text.ShouldNotContain(FakeEndpoints.RealKey);
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Outcome.ShouldBe(outcome);
    }
}
