using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Http;

/// <summary>
/// The upper half of docs/reference/model-failures.md: what becomes of one call, on every api, over real HTTP. The
/// lower half, what the agent loop makes of it, is Factory.Agents.Tests/Loop/LoopOverApisTests.
/// </summary>
public sealed class FailureTableTests : IDisposable
{
    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "How many?")];
    private static readonly ScriptedResponse Fine = ScriptedResponse.FromText("Five.");
    private static readonly ScriptedResponse Long = ScriptedResponse.FromText(new string('x', 5_000));

    private readonly ProviderHarness _lab = new();

    /// <summary>
    /// Failure; replies in order, the last one again and again; the code it ends with (null: it is mended); tries;
    /// waits in seconds; whether it costs its reservation; words of the message or notice.
    /// </summary>
    private static readonly Row[] Rows =
    [
        new(
            "429 with Retry-After",
            [ScriptedResponse.FromError(429, "7"), Fine],
            null,
            2,
            [7],
            Paid.Usage,
            "answered 429: scripted failure; waiting 7 s, then trying again (2 of 5)"),
        new(
            "429 without Retry-After",
            [ScriptedResponse.FromError(429)],
            ErrorCodes.ModelRateLimited,
            5,
            [1, 2, 4, 8],
            Paid.Nothing,
            "answered 429: scripted failure"),
        new(
            "429 with a Retry-After that is no time",
            [ScriptedResponse.FromError(429, "NaN"), Fine],
            null,
            2,
            [1],
            Paid.Usage,
            "answered 429: scripted failure; waiting 1 s, then trying again (2 of 5)"),
        new(
            "429 that asks for more than 2 minutes",
            [ScriptedResponse.FromError(429, "3600")],
            ErrorCodes.ModelRateLimited,
            1,
            [],
            Paid.Nothing,
            "answered 429"),
        new(
            "429 because the credit is used up",
            [ScriptedResponse.FromError(429, said: "insufficient_quota")],
            ErrorCodes.ModelCreditExhausted,
            1,
            [],
            Paid.Nothing,
            "answered 429"),
        new(
            "401",
            [ScriptedResponse.FromError(401, said: $"Incorrect API key provided: {ProviderHarness.Key}, or sk-ab***yz")],
            ErrorCodes.ModelKeyRejected,
            1,
            [],
            Paid.Nothing,
            "answered 401: Incorrect API key provided: [key], or [key]"),
        new("402", [ScriptedResponse.FromError(402)], ErrorCodes.ModelCreditExhausted, 1, [], Paid.Nothing, "answered 402"),
        new("400", [ScriptedResponse.FromError(400)], ErrorCodes.ModelFailed, 1, [], Paid.Nothing, "answered 400"),
        new("404", [ScriptedResponse.FromError(404)], ErrorCodes.ModelFailed, 1, [], Paid.Nothing, "answered 404"),
        new(
            "context overflow",
            [ScriptedResponse.FromError(400, said: "prompt is too long: 250000 tokens > 200000 maximum")],
            ErrorCodes.ModelContextExceeded,
            1,
            [],
            Paid.Nothing,
            "prompt is too long"),
        new("500", [ScriptedResponse.FromError(500)], ErrorCodes.ModelUnavailable, 5, [1, 2, 4, 8], Paid.Nothing, "answered 500"),
        new("504", [ScriptedResponse.FromError(504)], ErrorCodes.ModelUnavailable, 1, [], Paid.Reservation, "answered 504"),
        new("529", [ScriptedResponse.FromError(529), ScriptedResponse.FromError(529), Fine], null, 3, [1, 2], Paid.Usage, "answered 529"),
        new(
            "drop before the answer",
            [Fine with { Fault = ResponseFault.Disconnect }],
            ErrorCodes.ModelResponseInvalid,
            1,
            [],
            Paid.Reservation,
            "the connection broke"),
        new(
            "drop mid-stream",
            [Long with { Fault = ResponseFault.DisconnectMidway }],
            ErrorCodes.ModelResponseInvalid,
            1,
            [],
            Paid.Reservation,
            "the connection broke"),
        new(
            "stream that ends early",
            [Long with { Fault = ResponseFault.EndEarly }],
            ErrorCodes.ModelResponseInvalid,
            1,
            [],
            Paid.Reservation,
            "ended before it was complete"),
        new(
            "stalled stream",
            [Long with { Fault = ResponseFault.Stall }],
            ErrorCodes.ModelResponseInvalid,
            1,
            [],
            Paid.Reservation,
            "the answer stalled: nothing more came for 5 minutes"),
        new(
            "invalid JSON",
            [Long with { Fault = ResponseFault.InvalidFrame }],
            ErrorCodes.ModelResponseInvalid,
            1,
            [],
            Paid.Reservation,
            "cannot be read"),
        new("answer without usage", [Fine with { Fault = ResponseFault.OmitUsage }], null, 1, [], Paid.Reservation, ""),
        new("refused connection", [], ErrorCodes.ModelUnavailable, 0, [1, 2, 4, 8], Paid.Nothing, "the server cannot be reached"),
    ];

    public static TheoryData<ModelApi, string> Table()
    {
        var data = new TheoryData<ModelApi, string>();
        foreach (var row in Rows)
        {
            foreach (var api in FakeModelServer.Apis)
            {
                data.Add(api, row.Failure);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Call_EveryFailureOnEveryApi_HasItsOutcome(ModelApi api, string failure)
    {
        var row = Rows.Single(r => r.Failure == failure);
        var replies = new Queue<ScriptedResponse>(row.Replies);
        await using var server = await FakeModelServer.StartAsync(_ => replies.Count > 1 ? replies.Dequeue() : replies.Peek());
        await using var session = _lab.Open(api, row.Replies.Length == 0 ? $"http://127.0.0.1:{FreePort.Find()}" : server.BaseUrl(api));
        var failed = await CallAsync(session, row);

        failed?.Code.ShouldBe(row.Code);
        (failed is null).ShouldBe(row.Code is null);
        var said = failed?.Message ?? string.Join('\n', _lab.Notices);
        said.ShouldContain(row.Words);
        said.ShouldNotContain(ProviderHarness.Key);
        if (row.Words.Length > 0)
        {
            said.ShouldStartWith("lab/m: ");
        }

        server.Requests.Count.ShouldBe(row.Tries);
        _lab.Time.Waits.ShouldBe(row.Waits.Select(s => TimeSpan.FromSeconds(s)));
        _lab.Notices.Count.ShouldBe(row.Waits.Length, "every wait is told");
        _lab.Limiters.HeldPermits.ShouldBe(0, "every try leaves its place");
        _lab.Limiters.Outcomes.Select(a => a.Kind).ShouldBe(row.Limiter());
        _lab.Limiters.Acquisitions.Count.ShouldBe(row.Limiter().Count);
        var reserved = _lab.Budget.LeaseRequests.Single().MinAmount;
        await _lab.EndAsync();
        _lab.Budget.Leased.ShouldBe(Usd.Zero);
        _lab.Budget.Spent.ShouldBe(session.Cost);
        switch (row.Paid)
        {
            case Paid.Nothing:
                session.Cost.ShouldBe(Usd.Zero);
                break;
            case Paid.Reservation:
                session.Cost.ShouldBe(reserved);
                break;
            default:
                session.Cost.Amount.ShouldBeInRange(0.000001m, reserved.Amount - 0.000001m);
                break;
        }
    }

    /// <summary>
    /// As the gateway's tries at several providers are: a try that failed holds no money while the next one waits.
    /// </summary>
    [Fact]
    public async Task Call_TriedAgain_IsALedgerRowForEachTry()
    {
        var replies = new Queue<ScriptedResponse>([ScriptedResponse.FromError(429, "7"), ScriptedResponse.FromError(500), Fine]);
        await using var server = await FakeModelServer.StartAsync(_ => replies.Dequeue());
        await using var session = _lab.Open(ModelApi.OpenAIChat, server.BaseUrl(ModelApi.OpenAIChat));

        await session.Client.GetResponseAsync(Question);

        await _lab.EndAsync();
        _lab.Ledger.Rows.Values.OrderBy(r => r.CallId, StringComparer.Ordinal).Select(r => (r.Outcome, r.Status, r.Cost > Usd.Zero))
            .ShouldBe([(CallOutcome.Rejected, 429, false), (CallOutcome.Rejected, 500, false), (CallOutcome.Succeeded, null, true)]);
        _lab.Budget.Spent.ShouldBe(session.Cost);
    }

    /// <summary>However long the ledger takes: the end of an attempt waits for its rows.</summary>
    [Fact]
    public async Task End_RowsThatAreStillBeingWritten_AreWaitedFor()
    {
        var written = new TaskCompletionSource();
        _lab.Ledger.BeforeAppend = _ => written.Task;
        await using var server = await FakeModelServer.StartAsync(_ => Fine);
        await using var session = _lab.Open(ModelApi.OpenAIChat, server.BaseUrl(ModelApi.OpenAIChat));
        await session.Client.GetResponseAsync(Question);

        var ending = _lab.EndAsync();

        _lab.Time.Waits.ShouldBeEmpty("a limit of the meter on this clock would have passed at once");
        written.SetResult();
        await ending;
        _lab.Ledger.Rows.ShouldHaveSingleItem();
    }

    [Fact]
    public void Page_EveryRow_HasItsCode()
    {
        var page = File.ReadAllLines(Repository.File("docs/reference/model-failures.md"));
        foreach (var row in Rows)
        {
            var line = page.FirstOrDefault(l => l.StartsWith($"| {row.Failure} |", StringComparison.Ordinal)).ShouldNotBeNull(row.Failure);
            line.ShouldContain(row.Code is { } code ? $"`{code}`" : "goes on", customMessage: row.Failure);
            line.ShouldContain(
                row.Paid switch { Paid.Nothing => "nothing", Paid.Reservation => "reservation", _ => "what it used" },
                customMessage: row.Failure);
        }
    }

    public void Dispose() => _lab.Dispose();

    private async Task<FactoryException?> CallAsync(IModelSession session, Row row)
    {
        try
        {
            await foreach (var _ in session.Client.GetStreamingResponseAsync(Question))
            {
                if (row.Replies[0].Fault == ResponseFault.Stall)
                {
                    // A part of the answer is here, and nothing else will come: no need to wait for it.
                    _lab.Time.ExpireLimits();
                }
            }

            return null;
        }
        catch (FactoryException e)
        {
            return e;
        }
    }

    private enum Paid
    {
        Nothing,
        Usage,
        Reservation,
    }

    private sealed record Row(string Failure, ScriptedResponse[] Replies, string? Code, int Tries, double[] Waits, Paid Paid, string Words)
    {
        /// <summary>
        /// What the provider's limiter is told, try for try: the wait before a try says that the one before failed.
        /// </summary>
        public IReadOnlyList<ProviderOutcomeKind> Limiter()
        {
            var failed = Replies.FirstOrDefault()?.Status is 429 or 529 && Code != ErrorCodes.ModelCreditExhausted
                ? ProviderOutcomeKind.Throttled
                : Code switch
                {
                    ErrorCodes.ModelKeyRejected or ErrorCodes.ModelCreditExhausted => ProviderOutcomeKind.Disabled,
                    ErrorCodes.ModelUnavailable or ErrorCodes.ModelResponseInvalid => ProviderOutcomeKind.Failed,
                    _ => ProviderOutcomeKind.Success,
                };
            return [.. Enumerable.Repeat(failed, Waits.Length), Code is null ? ProviderOutcomeKind.Success : failed];
        }
    }
}
