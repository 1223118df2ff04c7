using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Metering.Calls;
using Factory.TestKit.Builders;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Metering.Tests.Calls;

/// <summary>
/// The pipeline over the real meter and a limiter that records. Input costs 1 USD a million tokens, output 4: 1,000 and
/// 500 tokens are 0.003 USD.
/// </summary>
internal sealed class ModelCallLab : IAsyncDisposable
{
    private readonly MeterHarness _meter;
    private readonly ModelCallTelemetry _telemetry = new();

    public ModelCallLab()
    {
        _meter = new MeterHarness(Grains, new FakeTimeProvider(Given.Now));
        Pipeline = new ModelCallPipeline(_meter.Meter, Limiter, _telemetry, Log);
    }

    public static Principal Principal { get; } = new(
        PrincipalId.Parse("attempt-1"),
        TaskId.Parse("task-1"),
        null,
        AttemptId.Parse("attempt-1"),
        AgentId.Parse("agent-rex"),
        "build",
        null);

    public static ModelDefinition Model { get; } = Given.Model(new ModelRef("lab", "m-calls"), ModelTier.Cheap) with
    {
        ContextTokens = 100_000,
        MaxOutputTokens = 8_000,
    };

    public FakeGrains Grains { get; } = new();

    public RecordingProviderLimiter Limiter { get; } = new();

    public ModelCallPipeline Pipeline { get; }

    public WarningLog Log { get; } = new();

    /// <summary>A request of 1,000 bytes, for at most 500 tokens of output.</summary>
    public static ModelCallRequest Request(ModelDefinition? model = null) => new(
        Principal,
        CallEstimator.Estimate(model ?? Model, ModelApi.OpenAIChat, new RequestSize(1_000) { MaxOutputTokens = 500 }, Billing.PayAsYouGo),
        "alias");

    public async Task<ModelCall> StartAsync(ModelDefinition? model = null) =>
        (await Pipeline.StartAsync(Request(model), default)).Call.ShouldNotBeNull();

    /// <summary>The ledger's rows, after the account was closed.</summary>
    public async Task<IReadOnlyList<LedgerRow>> CloseAsync()
    {
        await _meter.Meter.CloseAccountAsync(Principal.Id);
        return [.. _meter.Ledger.Rows.Values];
    }

    public async ValueTask DisposeAsync()
    {
        _telemetry.Dispose();
        await _meter.Stop.CancelAsync();
        await _meter.Writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The warnings of the pipeline.</summary>
    public sealed class WarningLog : ILogger<ModelCallPipeline>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => Warnings.Add(formatter(state, exception));
    }
}
