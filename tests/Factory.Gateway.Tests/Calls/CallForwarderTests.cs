using System.Net;
using System.Net.Sockets;
using System.Text;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Output limits, streams cut at the budget, clients that disconnect, and the next candidate.</summary>
public sealed class CallForwarderTests
{
    [Fact]
    public async Task Run_ProviderWithASubscription_IsBilledToIt()
    {
        var sample = ApiSample.All[ModelApi.OpenAIChat];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(sample.Reply));
        var cash = gateway.Endpoints.Connections[0];
        gateway.Endpoints.Connections = [cash with
        {
            Provider = cash.Provider with { Subscription = new SubscriptionWindow(TimeSpan.FromHours(5), 1_000_000) }
        }];
        using var response = await gateway.PostAsync(sample.Path, sample.Body);
        gateway.Meter.Calls.ShouldHaveSingleItem().Estimate.Billing.ShouldBe(Contracts.Ledger.Billing.Subscription);
    }

    /// <summary>An exception that is nobody's answer: here an address that no connection can be opened for.</summary>
    [Fact]
    public async Task Run_UnexpectedFailureBeforeAnythingIsSent_CostsNothing()
    {
        var sample = ApiSample.All[ModelApi.OpenAIChat];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(sample.Reply));
        gateway.Endpoints.Connections = [gateway.Endpoints.Connections[0] with
        {
            Endpoints = new Dictionary<ModelApi, Uri> { [ModelApi.OpenAIChat] = new("ftp://127.0.0.1") }
        }];

        using var response = await gateway.PostAsync(sample.Path, sample.Body);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        (call.IsVoided, call.Ends.Count, gateway.Limiters.Active).ShouldBe((true, 0, 0));
    }

    public static TheoryData<Exception> FailuresOfTheBudgets =>
    [
        new TimeoutException("the budgets do not answer"),
        new IOException("disk"),
        new HttpRequestException("no"),
        new OperationCanceledException(),
    ];

    [Theory, MemberData(nameof(FailuresOfTheBudgets))]
    public async Task Run_BudgetsCannotBeAsked_CutsTheAnswerWithoutBlamingTheProvider(Exception failure)
    {
        var sample = ApiSample.All[ModelApi.OpenAIChat];
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(sample.Stream[0]);
            while (!c.Aborted.IsCancellationRequested)
            {
                await c.SendAsync(sample.Stream[0]);
            }
        });
        gateway.Meter.ExtensionFailure = failure;

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);
        (await response.Content.ReadAsStringAsync()).ShouldContain("The budgets could not be asked");

        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        await call.Settled;
        call.End.Outcome.ShouldBe(CallOutcome.Interrupted);
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Success);
        gateway.Limiters.Active.ShouldBe(0, "the permit is returned");
    }

    public static TheoryData<ModelApi> Apis => ApiSample.Names;

    [Theory, MemberData(nameof(Apis))]
    public async Task Run_BudgetGrantsLess_OutputLimitIsLowered(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(sample.Reply));
        gateway.Meter.Grant = 123;

        using var response = await gateway.PostAsync(sample.Path, sample.Body);

        gateway.Upstream.Calls.ShouldHaveSingleItem()
            .Text.ShouldBe(sample.Body.Replace("lab/small", "small", StringComparison.Ordinal)
                .Replace("500", "123", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Run_StreamExceedsTheBudget_IsCutWithTheApisError(ModelApi api)
    {
        var sample = ApiSample.All[api];
        var piece = api switch
        {
            ModelApi.AnthropicMessages => sample.Stream[3],
            ModelApi.OpenAIResponses => sample.Stream[2],
            _ => sample.Stream[0],
        };
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            // A provider that does not keep to the cap.
            await c.StreamAsync(sample.Stream[0]);
            while (!c.Aborted.IsCancellationRequested)
            {
                await c.SendAsync(piece);
            }
        });
        gateway.Meter.ExtensionProblem = new Problem(
            ErrorCodes.BudgetExceeded,
            "The budget of task-1 is used up: 0.10 of 0.10 USD.",
            "factory budget set task-1 1");

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        var text = await response.Content.ReadAsStringAsync();
        var at = text.LastIndexOf(
            api switch
            {
                ModelApi.AnthropicMessages =>
                "event: error",
                ModelApi.OpenAIResponses => "event: response.failed",
                _ => "data: {\"error\""
            },
            StringComparison.Ordinal);
        ApiErrorCheck.ShouldBeErrorEvent(api, text[at..], "0.10 of 0.10 USD", "insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED");
        text[at..].ShouldContain(api == ModelApi.AnthropicMessages
            ? "billing_error"
            : api == ModelApi.GeminiGenerateContent
            ? "402"
            : "insufficient_quota");
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        await call.Settled;
        call.End.Outcome.ShouldBe(CallOutcome.BudgetExceeded);
        call.Extensions.ShouldNotBeEmpty();
        gateway.Attempts.Failed.ShouldBeEmpty("a named key belongs to no attempt");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_AttemptsBudgetIsUsedUp_AttemptFailsWithTheReason(bool duringTheStream)
    {
        var sample = ApiSample.All[ModelApi.OpenAIChat];
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            while (!c.Aborted.IsCancellationRequested)
            {
                await c.StreamAsync(sample.Stream[0]);
            }
        });
        gateway.Keys.Spender = new Principal(
            PrincipalId.Parse("attempt-1"),
            TaskId.Parse("task-1"),
            RunId.Parse("run-1"),
            AttemptId.Parse("attempt-1"),
            null,
            "build",
            null);
        var problem = new Problem(
            ErrorCodes.BudgetExceeded,
            "budget-task-1: cap 0.10 USD, left 0.00 USD.",
            "Give it more: factory budget set task-1 1");
        gateway.Meter.ExtensionProblem = problem;
        gateway.Meter.Refusal = duringTheStream ? null : new FactoryException(problem.Code, problem.Message, problem.Hint);

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        await response.Content.ReadAsStringAsync();
        gateway.Attempts.Failed.ShouldHaveSingleItem().ShouldBe((AttemptId.Parse("attempt-1"), problem));
    }

    [Fact]
    public async Task Run_OneHourCache_IsReservedAndBilledAtItsPrice()
    {
        const string usage =
            """{"input_tokens":1000,"cache_creation_input_tokens":3000,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":2000},"output_tokens":0}""";
        await using var gateway = await GatewayHost.StartAsync(c =>
            c.JsonAsync(
                $$"""{"id":"msg_1","type":"message","role":"assistant","model":"small","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{{usage}}}"""));

        using var response = await gateway.PostAsync(
            "/v1/messages",
            """{"model":"lab/small","messages":[{"role":"user","content":[{"type":"text","text":"TEXT","cache_control":{"type":"ephemeral","ttl":"1h"}}]}],"max_tokens":500}"""
                .Replace("TEXT", new string('h', 4_000), StringComparison.Ordinal));

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.End.Usage.ShouldBe(new TokenUsage(4_000, 0, CacheWrite: 3_000, CacheWriteOneHour: 2_000));

        // A million tokens cost 1 USD, 1.25 for five minutes, twice the input for an hour.
        call.Cost.ShouldBe(new Usd(0.001m + 0.00125m + 0.004m));
        call.Estimate.MaxCostOf(1_000_000, 0).ShouldBe(new Usd(2));
    }

    [Fact]
    public async Task Run_AttemptHasEnded_IsNotFailedAgain()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Keys.Spender = new Principal(PrincipalId.Parse("attempt-1"), null, null, AttemptId.Parse("attempt-1"), null, "build", null);
        gateway.Meter.Refusal = new FactoryException(ErrorCodes.KeyRevoked, "attempt-1 has ended; nothing more is spent in its name.");

        using var response = await gateway.PostAsync(ApiSample.All[ModelApi.OpenAIChat].Path, ApiSample.All[ModelApi.OpenAIChat].Body);

        ((int)response.StatusCode).ShouldBe(401);
        gateway.Attempts.Failed.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Run_ClientDisconnects_StopsTheProviderAndSettles(ModelApi api)
    {
        var sample = ApiSample.All[api];
        var gone = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(sample.Stream[0]);
            await c.HangAsync();
            gone.SetResult();
        });

        var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody, headOnly: true);
        await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[10]);
        response.Dispose();

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        await call.Settled;
        call.End.Outcome.ShouldBe(CallOutcome.ClientDisconnected);

        // The input that the provider reported counts; the output is at worst what was granted.
        var end = call.End;
        (end.Usage is { } reported ? reported with { Output = end.EstimatedOutput } : (TokenUsage?)null).ShouldBe(api switch
        {
            ModelApi.AnthropicMessages => new TokenUsage(100, 500, 40, 0, 10),
            ModelApi.GeminiGenerateContent => new TokenUsage(100, 500),
            _ => null,
        });
    }

    [Fact]
    public async Task Run_SiloStops_CallsAreCutAfterTheShutdownTimeoutAndSettled()
    {
        var sample = ApiSample.All[ModelApi.OpenAIChat];
        await using var gateway = await GatewayHost.StartAsync(
            async c =>
            {
                await c.StreamAsync(sample.Stream[0]);
                await c.HangAsync();
            },
            manualTime: true);
        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody, headOnly: true);
        await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[10]);

        var stopped = gateway.StopAsync();
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.Settled.IsCompleted.ShouldBeFalse("it gets a moment");
        gateway.Time.Advance(new GatewayOptions().ShutdownTimeout);

        await call.Settled;
        call.End.Outcome.ShouldBe(CallOutcome.ClientDisconnected);
        await stopped.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(401)]
    public async Task Run_FailureBeforeTheFirstByte_TriesTheNextProviderOfTheTier(int status)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("""{"error":{"message":"no"}}""", status));
        await using var other = await FakeUpstream.StartAsync(c => c.JsonAsync(ProviderResponses.Chat));
        gateway.Endpoints.Connections = [
            .. gateway.Endpoints.Connections,
            FakeEndpoints.Provider("other", other.Address, ModelTier.Cheap, [ModelApi.OpenAIChat])
        ];

        using var tier = await gateway.PostAsync("/v1/chat/completions", """{"model":"factory/cheap","messages":[]}""");
        using var name = await gateway.PostAsync("/v1/chat/completions", """{"model":"lab/small","messages":[]}""");
        using var alone = await gateway.PostAsync("/v1/chat/completions", """{"model":"lab/lab-own","messages":[]}""");

        (await tier.Content.ReadAsStringAsync()).ShouldBe(ProviderResponses.Chat);
        tier.Headers.GetValues("x-factory-model").ShouldBe(["other/small"]);
        (await name.Content.ReadAsStringAsync()).ShouldBe(ProviderResponses.Chat);
        alone.IsSuccessStatusCode.ShouldBeFalse();
        gateway.Meter.Calls.Select(c => c.End.Outcome)
            .ShouldBe([CallOutcome.Rejected, CallOutcome.Succeeded, CallOutcome.Rejected, CallOutcome.Succeeded, CallOutcome.Rejected]);
    }

    [Fact]
    public async Task Run_FailureAfterTheFirstByte_TriesNoOtherProvider()
    {
        var seen = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(ProviderResponses.ChatStream[0]);
            await seen.Task;
            c.Context.Abort();
        });
        await using var other = await FakeUpstream.StartAsync(c => c.StreamAsync(ProviderResponses.ChatStream));
        gateway.Endpoints.Connections = [
            .. gateway.Endpoints.Connections,
            FakeEndpoints.Provider("other", other.Address, ModelTier.Cheap, [ModelApi.OpenAIChat])
        ];

        using var response = await gateway.PostAsync(
            "/v1/chat/completions",
            """{"model":"factory/cheap","messages":[],"stream":true}""",
            headOnly: true);
        seen.SetResult();

        (await response.Content.ReadAsStringAsync()).ShouldContain("broke the connection off");
        other.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_HeaderWithALineBreak_IsNotForwarded()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat));
        var uri = new Uri(gateway.Url);
        using var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port);
        var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /gateway/v1/chat/completions HTTP/1.1\r\nHost: {uri.Authority}\r\nAuthorization: Bearer " +
            $"{FakeKeys.Good}\r\nUser-Agent: a\n b\rx-api-key: c\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"));
        using var reader = new StreamReader(stream);

        (await reader.ReadLineAsync()).ShouldStartWith("HTTP/1.1 400");
        gateway.Upstream.Calls.ShouldBeEmpty();
    }
}
