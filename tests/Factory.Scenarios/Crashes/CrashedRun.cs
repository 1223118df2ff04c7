using System.Diagnostics;
using System.Globalization;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;
using Factory.TestKit.Products;

namespace Factory.Scenarios.Crashes;

/// <summary>
/// One run, its silo killed again and again as the plan says, followed over its event stream until it has ended.
/// </summary>
internal sealed class CrashedRun(FactoryCli cli, KillPlan plan, int maxKillsPerStage) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly CrashTeam _team = new();
    private readonly Dictionary<string, int> _kills = [];
    private readonly List<string> _log = [];
    private FakeModelServer? _models;
    private Watch? _watch;

    /// <summary>Every event that came, over all silos.</summary>
    public List<FactoryEvent> Events { get; } = [];

    /// <summary>The run.</summary>
    public RunView? Run { get; private set; }

    /// <summary>What the product served at the end; null when nothing was deployed.</summary>
    public string? Page { get; private set; }

    /// <summary>From the start of a killed silo's successor to its ready line, the longest.</summary>
    public TimeSpan SlowestRestart { get; private set; }

    /// <summary>How often it was killed.</summary>
    public int Kills => _kills.Values.Sum();

    /// <summary>What every model was asked, killed or not.</summary>
    public IEnumerable<ReceivedRequest> Turns => _models!.Requests;

    /// <summary>What was done, for a message that can be replayed.</summary>
    public override string ToString() => string.Join('\n', _log);

    /// <summary>
    /// Starts it, kills its silo, and returns when it has ended and the last silo has stopped in an orderly way.
    /// </summary>
    public async Task GoAsync()
    {
        _team.Asked = kind => Volatile.Read(ref _watch)?.Asked(StageOf(kind));
        _models = await FakeModelServer.StartAsync(_team.Answer);
        cli.With("OPENAI_API_KEY", "sk-crash").With("OPENAI_BASE_URL", _models.BaseUrl(ModelApi.OpenAIChat));
        while (!await LiveOnceAsync())
        {
            // Killed; the next silo takes over.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_models is not null)
        {
            await _models.DisposeAsync();
        }
    }

    /// <summary>One silo's life. True when the run ended in it.</summary>
    private async Task<bool> LiveOnceAsync()
    {
        await using var silo = await cli.UpAsync();
        SlowestRestart = silo.ReadyAfter > SlowestRestart ? silo.ReadyAfter : SlowestRestart;
        var token = (await SiloLocator.FindAsync(cli.Data))!.Token;
        using var client = new FactoryClient(silo.Url, token);
        using var life = new CancellationTokenSource();
        var watch = new Watch(plan, stage => plan.Left(stage) > 0 && _kills.GetValueOrDefault(stage) < maxKillsPerStage);
        Volatile.Write(ref _watch, watch);

        // The same command with the same key after every crash: it must never make a second run.
        var run = await client.StartRunAsync(new StartRunRequest("A page with our shop's hours"), "the-one-run", life.Token);
        Run ??= run;
        run.Id.ShouldBe(Run.Id);
        var following = FollowAsync(client, run.Id, watch, life.Token);
        var killed = await Task.WhenAny(following, watch.Due.Task) == watch.Due.Task;
        if (killed)
        {
            await KillAsync(silo, await watch.Due.Task);
        }
        else
        {
            await following;
            Run = await client.GetRunAsync(run.Id);
            Page = await ReadPageAsync(Run);
        }

        await life.CancelAsync();
        await following;
        return !killed;
    }

    private async Task KillAsync(SiloProcess silo, (string Stage, KillMoment Moment) due)
    {
        // Not a wait for anything: the random part of the moment.
        await Task.Delay(due.Moment.Pause);
        await silo.KillAsync();
        plan.Done(due.Stage);
        _kills[due.Stage] = _kills.GetValueOrDefault(due.Stage) + 1;
        _log.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"kill {Kills} at {_clock.Elapsed.TotalSeconds:0.0} s: {due.Stage}, {due.Moment}, after event {Events.LastOrDefault()?.Seq}"));
    }

    /// <summary>What the product serves; it may be on its way up again.</summary>
    private static async Task<string?> ReadPageAsync(RunView run)
    {
        using var http = ProductClient.Create();
        using var limit = new CancellationTokenSource(Patience);
        while (run.Url is { } url)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(url), limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return await answer.Content.ReadAsStringAsync(limit.Token);
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }

            await Task.Yield();
        }

        return null;
    }

    private async Task FollowAsync(FactoryClient client, RunId run, Watch watch, CancellationToken stop)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(Patience);
        if (Events.Count > 0 && Events[^1].Type == EventTypes.RunEnded)
        {
            return;
        }

        try
        {
            await foreach (var e in client.ReadEventsAsync(Events.LastOrDefault()?.Seq ?? 0, cancellationToken: silence.Token))
            {
                silence.CancelAfter(Patience);
                Events.Add(e);
                if (e.Type == EventTypes.RunEnded && e.Run == run)
                {
                    return;
                }

                if (e.Data.TryGetValue("stage", out var stage))
                {
                    watch.Saw(stage, e);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Killed.
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing happened for {Patience.TotalSeconds:0} s after event {Events.LastOrDefault()}.\n{this}");
        }
    }

    private static string StageOf(string kind) => kind switch { "requirements" => "prd", "review" => "test", _ => kind };

    /// <summary>Looks for the moment in one silo's life.</summary>
    private sealed class Watch(KillPlan plan, Func<string, bool> wanted)
    {
        private readonly Lock _lock = new();
        private string? _stage;
        private KillMoment? _moment;
        private int _events;
        private int _turns;

        public TaskCompletionSource<(string Stage, KillMoment Moment)> Due { get; } = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public void Saw(string stage, FactoryEvent e)
        {
            lock (_lock)
            {
                // The end of a stage is a moment of it, too: the last one, whatever was planned.
                var ended = e.Type == EventTypes.RunStageChanged && e.Data.GetValueOrDefault("status") == "done";
                if (Enter(stage) && (_moment!.Events <= ++_events || ended))
                {
                    Due.TrySetResult((stage, _moment));
                }
            }
        }

        public void Asked(string stage)
        {
            lock (_lock)
            {
                if (Enter(stage) && _moment!.Events is null && _moment.Turns <= ++_turns)
                {
                    Due.TrySetResult((stage, _moment));
                }
            }
        }

        private bool Enter(string stage)
        {
            if (_stage != stage)
            {
                (_stage, _events, _turns) = (stage, 0, 0);
                _moment = wanted(stage) ? plan.Next() : null;
            }

            return _moment is not null;
        }
    }
}
