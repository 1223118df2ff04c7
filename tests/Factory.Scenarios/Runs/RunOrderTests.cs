using System.Globalization;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Scenarios.Crashes;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;

namespace Factory.Scenarios.Runs;

/// <summary>
/// Many runs at once on one machine. FACTORY_RUNS sets how many: few in the fast tier, 40 in <c>tests/long.sh</c>.
/// </summary>
public sealed class RunOrderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // Of the agent that does the first stage, in silo-config.
    private const int Parallelism = 8;

    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("FACTORY_RUNS"), CultureInfo.InvariantCulture, out var count) ? count : 12;

    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Start_ManyRunsAtOnce_FinishesTheFirstBeforeTheLastBeginsItsBuild()
    {
        await using var models = await FakeModelServer.StartAsync(new CrashTeam().Answer);
        _cli.With("OPENAI_API_KEY", "sk-order").With("OPENAI_BASE_URL", models.BaseUrl(ModelApi.OpenAIChat));
        await using var silo = await _cli.UpAsync();
        using var client = new FactoryClient(silo.Url, (await SiloLocator.FindAsync(_cli.Data))!.Token);

        // Paused, so that all of them are there before the first is looked at.
        await client.PauseAsync();
        var runs = new List<RunId>();
        for (var i = 0; i < Count; i++)
        {
            runs.Add((await client.StartRunAsync(new StartRunRequest($"A page with the hours of shop {i}"), $"order-{i}")).Id);
        }

        await client.ResumeAsync();
        var events = await FollowAsync(client, runs);

        var ends = events.Where(e => e.Type == EventTypes.RunEnded).Select(e => e.Run!.Value).ToList();
        ends.Count.ShouldBe(Count);
        events.Where(e => e.Type == EventTypes.RunEnded).ShouldAllBe(e => e.Data["status"] == "succeeded");
        SeqOf(events, EventTypes.RunEnded, runs[0]).ShouldBeLessThan(
            SeqOfAttempt(events, runs[^1], "build"),
            "the first run is finished before the last begins its build");

        // Those that start at the same moment commit in any order, so a run counts as passed over only by more runs than
        // can do so.
        var starts = runs.ConvertAll(run => SeqOfAttempt(events, run, "research"));
        for (var i = 0; i < starts.Count; i++)
        {
            starts.Skip(i + 1).Count(later => later < starts[i]).ShouldBeLessThan(Parallelism, $"run {i} waited behind later runs");
        }
    }

    private static async Task<List<FactoryEvent>> FollowAsync(FactoryClient client, List<RunId> runs)
    {
        var (events, left) = (new List<FactoryEvent>(), runs.ToHashSet());
        using var silence = new CancellationTokenSource(Patience);
        await foreach (var e in client.ReadEventsAsync(0, cancellationToken: silence.Token))
        {
            silence.CancelAfter(Patience);
            events.Add(e);
            if (e.Type == EventTypes.RunEnded && left.Remove(e.Run!.Value) && left.Count == 0)
            {
                break;
            }
        }

        return events;
    }

    private static long SeqOf(List<FactoryEvent> events, string type, RunId run) => events.First(e => e.Type == type && e.Run == run).Seq;

    private static long SeqOfAttempt(List<FactoryEvent> events, RunId run, string kind)
    {
        var task = events.First(e => e.Type == EventTypes.TaskOpened && e.Run == run && e.Data["kind"] == kind).Task;
        return events.First(e => e.Type == EventTypes.AttemptStarted && e.Task == task).Seq;
    }
}
