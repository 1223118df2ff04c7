using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Metering.Calls;
using Factory.Metering.Tests;
using Factory.Providers.Sessions;
using Factory.TestKit.Builders;
using Factory.TestKit.Fakes;
using Factory.TestKit.Metering;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Outcome = Factory.Contracts.Ledger.CallOutcome;

namespace Factory.Providers.Tests.Sessions;

public sealed class ModelSessionsTests
{
    private const string Day = "budget-day-2030-01-02";
    private const string Run = "budget-run-1";
    private const string Task1 = "budget-task-1";
    private const string Rex = "budget-agent-rex-2030-01-02";

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How many?")];
    private static readonly ChatMessage[] LongQuestion = [new(ChatRole.User, new string('?', 1_000))];
    private static readonly UsageContent Used = new(new UsageDetails
    {
        InputTokenCount = 1_000,
        OutputTokenCount = 500,
        CachedInputTokenCount = 400,
        ReasoningTokenCount = 100
    });

    /// <summary>1 USD per million input tokens, 4 USD per million output tokens, 0.10 USD cached.</summary>
    private static readonly ModelDefinition Model = Given.Model(new ModelRef("lab", "small"), ModelTier.Cheap) with
    {
        ContextTokens = 10_000,
        MaxOutputTokens = 1_000
    };

    private readonly FakeGrains _grains = new();
    private readonly InMemoryLedger _ledger = new();
    private readonly RecordingProviderLimiter _limiter = new();
    private MeterHarness? _meter;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_WithUsage_CostsWhatItUsed(bool streaming)
    {
        await using var session = Open(new ScriptedChatClient([new TextContent("Five."), Used]));
        await AskAsync(session, streaming);
        var price = new Usd(((600 * 1m) + (400 * 0.1m) + (500 * 4m)) / 1_000_000);
        session.Cost.ShouldBe(price);
        session.Usage.ShouldBe(new TokenUsage(1_000, 500, 400, 100));
        await EndAsync();
        foreach (var key in new[] { Day, Rex, Run, Task1 })
        {
            (_grains.Budgets[key].Spent, _grains.Budgets[key].Leased).ShouldBe((price, Usd.Zero), key);
        }

        var row = _ledger.Rows.Values.ShouldHaveSingleItem();
        (row.Cost,
            row.ModelApi,
            row.Outcome,
            row.PrincipalId.Value,
            row.TaskKind).ShouldBe((price, ModelApi.OpenAIChat, Outcome.Succeeded, "attempt-1", "build"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Call_UsageThatNoCallCanHave_CostsItsReservationAtMost(bool streaming)
    {
        var usage = new UsageContent(new UsageDetails { InputTokenCount = long.MaxValue, OutputTokenCount = 7 });
        await using var session = Open(new ScriptedChatClient([new TextContent("Five."), usage]));

        await AskAsync(session, streaming);

        session.Cost.Amount.ShouldBeInRange(0.001m, 0.006m);
        _limiter.Outcomes.ShouldHaveSingleItem().Kind.ShouldBe(ProviderOutcomeKind.Failed);
    }

    [Fact]
    public async Task Call_BeforeItIsSent_ReservesItsUpperBound()
    {
        await using var session = Open(new ScriptedChatClient([Used]));
        var seen = Usd.Zero;
        await foreach (var _ in session.Client.GetStreamingResponseAsync(Question))
        {
            seen = _grains.Budgets[Run].Leased;
        }

        seen.ShouldBe(_grains.Budgets[Day].LeaseRequests.Single().RequestedAmount, "a lease, of which the upper bound is a part");
        _grains.Budgets[Day].LeaseRequests.Single().MinAmount.Amount.ShouldBeInRange(0.004m, 0.0042m);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_BudgetRefuses_IsNotSentAndNamesTheFix(bool runRefuses)
    {
        _grains.Cap(runRefuses ? Run : Day, 0.001m);
        var inner = new ScriptedChatClient([Used]);
        await using var session = Open(inner);
        var refused = await Should.ThrowAsync<FactoryException>(() => AskAsync(session, streaming: true));
        refused.Code.ShouldBe(ErrorCodes.BudgetExceeded);
        refused.Message.ShouldContain(runRefuses ? Run : Day);
        refused.Message.ShouldContain("cap 0.001 USD, left 0.001 USD");
        refused.Hint!.ShouldContain(runRefuses
            ? "factory run retry run-1 --budget 1"
            : "factory budget set day 1 && factory run retry run-1");
        inner.Calls.ShouldBe(0);
        _grains.Budgets.Values.ShouldAllBe(b => b.Spent == Usd.Zero && b.Leased == Usd.Zero);
        session.Cost.ShouldBe(Usd.Zero);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_WithoutUsage_CostsItsReservation(bool streaming)
    {
        await using var session = Open(new ScriptedChatClient([new TextContent("Five.")]));
        await AskAsync(session, streaming);
        session.Cost.ShouldBe(_grains.Budgets[Run].LeaseRequests.Single().MinAmount);
        session.Usage.Output.ShouldBe(2);
    }

    [Fact]
    public async Task Call_UsageWithoutOutput_CostsItsReservation()
    {
        await using var session = Open(new ScriptedChatClient([
            new TextContent("Five."),
            new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 0 })
        ]));
        await AskAsync(session, streaming: true);
        session.Cost.ShouldBe(_grains.Budgets[Run].LeaseRequests.Single().MinAmount);
    }

    [Fact]
    public async Task Stream_Breaks_CostsItsReservation()
    {
        await using var session = Open(new ScriptedChatClient([new TextContent("Fi")], new IOException("gone")));
        await Should.ThrowAsync<IOException>(() => AskAsync(session, streaming: true));
        session.Cost.ShouldBe(_grains.Budgets[Run].LeaseRequests.Single().MinAmount);
        await EndAsync();
        _grains.Budgets[Run].Spent.ShouldBe(session.Cost);
    }

    [Fact]
    public async Task Stream_NotReadToItsEnd_CostsItsReservation()
    {
        await using var session = Open(new ScriptedChatClient([new TextContent("one"), new TextContent("two"), Used]));
        await foreach (var _ in session.Client.GetStreamingResponseAsync(Question))
        {
            break;
        }

        session.Cost.ShouldBe(_grains.Budgets[Run].LeaseRequests.Single().MinAmount);
        await EndAsync();
        _grains.Budgets[Day].Leased.ShouldBe(Usd.Zero);
    }

    [Fact]
    public async Task Stream_Cancelled_CostsItsReservation()
    {
        using var cancel = new CancellationTokenSource();
        await using var session = Open(new ScriptedChatClient([new TextContent("one"), new TextContent("two"), Used]));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in session.Client.GetStreamingResponseAsync(Question, cancellationToken: cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
        session.Cost.ShouldBe(_grains.Budgets[Run].LeaseRequests.Single().MinAmount);
    }

    [Fact]
    public async Task Stream_CancelledBeforeItIsSent_CostsNothing()
    {
        using var cancel = new CancellationTokenSource();
        await using var session = Open(new ScriptedChatClient([new TextContent("one"), Used]));

        // While its lease is opened, after the meter has looked at the token.
        _grains.Budget(Run).BeforeWrite = () => cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(
            () => session.Client.GetStreamingResponseAsync(Question, cancellationToken: cancel.Token).ToChatResponseAsync(default));

        session.Cost.ShouldBe(Usd.Zero);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_NotBilled_CostsNothing(bool streaming)
    {
        var refusal = Factory.Providers.Sessions.RetryMetadata.MarkNotBilled(new FactoryException(
            ErrorCodes.ModelFailed,
            "lab/small: the server answered 401"));
        await using var session = Open(new ScriptedChatClient([], refusal));
        await Should.ThrowAsync<FactoryException>(() => AskAsync(session, streaming));
        session.Cost.ShouldBe(Usd.Zero);
        await EndAsync();
        _grains.Budgets.Values.ShouldAllBe(b => b.Spent == Usd.Zero && b.Leased == Usd.Zero);
    }

    [Fact]
    public async Task Call_FailedAndPossiblyBilled_CostsItsReservation()
    {
        await using var session = Open(new ScriptedChatClient([], new IOException("gone")));
        await Should.ThrowAsync<IOException>(() => AskAsync(session, streaming: true));
        session.Cost.ShouldBe(_grains.Budgets[Run].LeaseRequests.Single().MinAmount);
    }

    [Fact]
    public async Task Call_OutputCapAboveTheModels_IsLowered()
    {
        var inner = new ScriptedChatClient([Used]);
        await using var session = Open(inner);
        var options = new ChatOptions { MaxOutputTokens = 50_000 };
        await session.Client.GetResponseAsync(Question, options);
        inner.Options!.MaxOutputTokens.ShouldBe(1_000);
        options.MaxOutputTokens.ShouldBe(50_000, "the caller's options stay as they are");
        await session.Client.GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 10 });
        inner.Options!.MaxOutputTokens.ShouldBe(10);
    }

    [Fact]
    public async Task Call_FreeModel_IsMeteredAtNoCost()
    {
        await using var session = Open(new ScriptedChatClient([Used]), Model with { Prices = Given.Prices(0, 0) });
        _grains.Cap(Run, 0);
        await AskAsync(session, streaming: true);
        _grains.Budgets[Run].LeaseRequests.Single().RequestedAmount.ShouldBe(Usd.Zero);
        await EndAsync();
        _ledger.Rows.Values.ShouldHaveSingleItem().Cost.ShouldBe(Usd.Zero);
        session.Usage.Output.ShouldBe(500);
    }

    [Fact]
    public async Task Call_Subscription_RecordsItsValueApartFromCash()
    {
        await using var session = Sessions(
            new ScriptedChatClient([Used]),
            Model,
            available: true,
            new SubscriptionWindow(TimeSpan.FromHours(5), 1_000_000)).Open(Order());
        _grains.Cap(Run, 0);
        await AskAsync(session, streaming: true);
        await EndAsync();
        var row = _ledger.Rows.Values.ShouldHaveSingleItem();
        (row.Billing, row.Cost > Usd.Zero).ShouldBe(
            (Factory.Contracts.Ledger.Billing.Subscription, true),
            "what the call would have cost by the token");
        foreach (var key in new[] { Day, Rex, Run, Task1 })
        {
            (_grains.Budgets[key].Spent, _grains.Budgets[key].Leased).ShouldBe((Usd.Zero, Usd.Zero), key);
        }
    }

    [Fact]
    public async Task Call_BudgetsCannotBeAsked_IsNotTheProvidersFailure()
    {
        var letters = new string('x', 40_000);
        await using var session = Open(new ScriptedChatClient([new TextContent(letters), new TextContent(letters)]));
        _grains.Cap(Run, 0.05m);
        var writes = 0;
        _grains.Budgets[Run].BeforeWrite = () => ++writes > 1 ? throw new IOException("the disk is full") : Task.CompletedTask;

        await Should.ThrowAsync<IOException>(() => AskAsync(session, streaming: true));

        _limiter.Outcomes.ShouldHaveSingleItem().Kind.ShouldBe(ProviderOutcomeKind.Success);
        _grains.Budgets[Run].BeforeWrite = () => Task.CompletedTask;
        await EndAsync();
        var row = _ledger.Rows.Values.ShouldHaveSingleItem();
        (row.Outcome, row.Error).ShouldBe((Outcome.Interrupted, "the budgets could not be asked"));
    }

    [Fact]
    public async Task Call_ClosingTheResponseFails_ReleasesThePermit()
    {
        await using var session = Open(new ScriptedChatClient([Used]) { OnClose = () => throw new IOException("reset by peer") });

        await Should.ThrowAsync<IOException>(() => AskAsync(session, streaming: true));

        _limiter.HeldPermits.ShouldBe(0);
    }

    [Fact]
    public async Task DisposeAsync_Session_ReportsCountsToTheProvider()
    {
        var session = Open(new ScriptedChatClient([Used], new IOException("gone")));
        await Should.ThrowAsync<IOException>(() => AskAsync(session, streaming: true));
        await Should.ThrowAsync<IOException>(() => AskAsync(session, streaming: false));
        _grains.Providers.ShouldBeEmpty();
        await session.DisposeAsync();
        _grains.Providers["provider-lab"].Records.ShouldBe([(2, 2, "gone")]);
    }

    [Fact]
    public void Open_UnknownOrUnavailableModel_NamesIt()
    {
        var sessions = Sessions(new ScriptedChatClient([]), Model, available: true);
        var order = Order() with { Assignment = Given.Assignment with { Model = new ModelRef("lab", "huge") } };
        Should.Throw<FactoryException>(() => sessions.Open(order)).Message.ShouldBe("lab/huge: models.json has no such model.");
        var missing = Should.Throw<FactoryException>(() => Sessions(new ScriptedChatClient([]), Model, available: false).Open(Order()));
        (missing.Code, missing.Message).ShouldBe((ErrorCodes.NoModel, "lab/small: the provider is not available: LAB_KEY is not set."));
    }

    [Fact]
    public void From_ImplausibleUsage_IsCorrected()
    {
        UsageMapper.From(null).ShouldBeNull();
        UsageMapper.From(new UsageDetails()).ShouldBeNull();
        UsageMapper.From(new UsageDetails { InputTokenCount = 0, OutputTokenCount = 0 }).ShouldBeNull();
        UsageMapper.From(new UsageDetails
        {
            InputTokenCount = -5,
            OutputTokenCount = 7,
            CachedInputTokenCount = 9,
            ReasoningTokenCount = 99
        }).ShouldBe(new TokenUsage(0, 7, 0, 7));
        UsageMapper.From(new UsageDetails { InputTokenCount = 5, TotalTokenCount = 12 }).ShouldBe(new TokenUsage(5, 7));
    }

    private static AttemptRequest Order() =>
        new(AttemptId.Parse("attempt-1"), TaskId.Parse("task-1"), 1, Given.Spec(), Given.Assignment, [], null, []);

    private static async Task AskAsync(IModelSession session, bool streaming)
    {
        if (streaming)
        {
            await session.Client.GetStreamingResponseAsync(LongQuestion).ToChatResponseAsync();
        }
        else
        {
            await session.Client.GetResponseAsync(LongQuestion);
        }
    }

    private IModelSession Open(IChatClient inner, ModelDefinition? model = null) =>
        Sessions(inner, model ?? Model, available: true).Open(Order());

    private ModelSessions Sessions(IChatClient inner, ModelDefinition model, bool available, SubscriptionWindow? plan = null) => new(
        new Availability(new ProviderAvailability(
            Given.Provider(models: model) with { Subscription = plan },
            available,
            available ? "set" : "LAB_KEY is not set")),
        [new Source(inner)],
        _grains,
        new ModelCallPipeline(
            (_meter ??= new MeterHarness(_grains, new FixedTime(), ledger: _ledger)).Meter,
            _limiter,
            new ModelCallTelemetry(),
            NullLogger<ModelCallPipeline>.Instance),
        new FixedTime(),
        NullLogger<ModelSessions>.Instance);

    /// <summary>The attempt is over: its rows are written and its leases closed.</summary>
    private Task EndAsync() => _meter!.Meter.CloseAccountAsync(PrincipalId.Parse("attempt-1"));

    private sealed record Availability(params IReadOnlyList<ProviderAvailability> Providers) : IProviderAvailability;

    private sealed class Source(IChatClient inner) : IChatClientFactory
    {
        public IReadOnlyList<ModelApi> ModelApis { get; } = [ModelApi.OpenAIChat];

        public IChatClient Create(ProviderDefinition provider, ModelDefinition model) => inner;
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Given.Now;
    }
}
