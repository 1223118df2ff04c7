using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Metering.Calls;
using Factory.Metering.Tests;
using Factory.Providers.Clients;
using Factory.Providers.Http;
using Factory.Providers.Ollama;
using Factory.Providers.Sessions;
using Factory.TestKit.Builders;
using Factory.TestKit.Fakes;
using Factory.TestKit.Metering;
using Factory.TestKit.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Providers.Tests.Http;

/// <summary>
/// A metered session over a real api to the fake server, on a clock without waits. Input costs 1 USD a million tokens,
/// writing the cache 1.25, reading it 0.10, output 4.
/// </summary>
internal sealed class ProviderHarness : IDisposable
{
    public const string Key = "sk-lab-1234567890";

    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ProviderHttp _http;
    private readonly MeterHarness _meter;
    private readonly ModelCallTelemetry _telemetry = new();

    public ProviderHarness()
    {
        // A clock of its own, which stands still: on one whose waits are over at once the meter's limits pass at once, too,
        // and closing an account fails wherever its rows are not on disk yet.
        _meter = new MeterHarness(Grains, new FakeTimeProvider(Time.GetUtcNow()));
        Options = Microsoft.Extensions.Options.Options.Create(new ProvidersOptions
        {
            Variable = Variables.Of(("LAB_KEY", Key)),
            NetworkTimeout = Limit
        });
        _http = new ProviderHttp(Options, Time);
    }

    public ImmediateTimeProvider Time { get; } = new(Limit);

    public FakeGrains Grains { get; } = new();

    public RecordingProviderLimiter Limiters { get; } = new();

    public List<string> Notices { get; } = [];

    private ModelCallPipeline Pipeline => new(_meter.Meter, Limiters, _telemetry, NullLogger<ModelCallPipeline>.Instance);

    public IOptions<ProvidersOptions> Options { get; }

    public InMemoryLedger Ledger => _meter.Ledger;

    public InMemoryBudgetGrain Budget => Grains.Budgets["budget-run-1"];

    public static ModelDefinition Model { get; } = Given.Model(new ModelRef("lab", "m"), ModelTier.Cheap) with
    {
        Prices = Given.Prices(1, 4) with { CacheWrite = new Usd(1.25m) }
    };

    public IModelSession Open(ModelApi api, string baseUrl, params string[] quirks)
    {
        var provider = Given.Provider(models: Model) with { Api = api, BaseUrl = baseUrl, KeyVariable = "LAB_KEY", Quirks = quirks };
        var order = new AttemptRequest(
            AttemptId.Parse("attempt-1"),
            TaskId.Parse("task-1"),
            1,
            Given.Spec(),
            Given.Assignment with { Model = Model.Ref },
            [],
            null,
            []);
        return new ModelSessions(new Available(provider), [Clients()], Grains, Pipeline, Time, NullLogger<ModelSessions>.Instance).Open(
            order,
            Notices.Add);
    }

    public ProviderChatClientFactory Clients() => new(_http, Options);

    public OllamaClient Ollama(FakeModelServer server) => new(_http.Handler, new Uri(server.Address));

    /// <summary>The attempt is over: its rows are written and its leases closed.</summary>
    public Task EndAsync() => _meter.Meter.CloseAccountAsync(PrincipalId.Parse("attempt-1"));

    public void Dispose()
    {
        _http.Dispose();
        _telemetry.Dispose();
    }

    private sealed class Available(ProviderDefinition provider) : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [new(provider, true, "set")];
    }
}
