using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Grains.Abstractions.Kev;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Tests.Hosting;
using Factory.TestKit.Builders;
using Microsoft.Data.Sqlite;

namespace Factory.Grains.Tests.Kev;

public sealed class KevGrainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    // One place for builds, so that the second task waits.
    private readonly FactoryConfig _config = Given.Config(agents: [
        Given.Agent(parallelism: 1),
        Given.Agent("scout", kinds: TaskKinds.Research)
    ]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reconcile_FreedPlace_GoesToTheOldestTaskWhileOtherKindsDoNotWait()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, _config);
        await OpenAsync(factory, TaskKinds.Build, 1, 2, 3);
        var first = await factory.Attempts.AnyAsync();
        first.Task.ShouldBe(Id(1));
        await OpenAsync(factory, TaskKinds.Research, 4);
        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(4), "a scout is free");

        await factory.Attempts.SucceedAsync(first, Given.Change());

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(2));
        (await Kev(factory).Get()).Waiting.ShouldBe([Id(3)]);
    }

    [Fact]
    public async Task OnActivate_AfterARestart_FindsWaitingTasksInTheirOrder()
    {
        await using (var before = await FactoryUnderTest.StartAsync(_folder, _config))
        {
            await Kev(before).Pause();
            await OpenAsync(before, TaskKinds.Build, 1, 2, 3);
            (await WaitingAsync(before, 3)).ShouldBe([Id(1), Id(2), Id(3)]);
        }

        await using var after = await FactoryUnderTest.StartAsync(_folder, _config);

        (await Kev(after).Get()).Waiting.ShouldBe([Id(1), Id(2), Id(3)]);
        await Kev(after).Resume();
        (await after.Attempts.AnyAsync()).Task.ShouldBe(Id(1));
    }

    [Fact]
    public async Task Reconcile_TaskCancelledWhileWaiting_LeavesTheQueue()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, _config);
        await OpenAsync(factory, TaskKinds.Build, 1, 2, 3);
        var first = await factory.Attempts.AnyAsync();
        await WaitingAsync(factory, 2);

        await factory.Grains.GetGrain<ITaskGrain>(Id(2).Value).Cancel("not needed");
        await factory.Attempts.SucceedAsync(first, Given.Change());

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(3));
    }

    [Fact]
    public async Task Reconcile_ProviderThatRecovered_RoutesTheOldestTaskFirst()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, _config);
        factory.Health.IsUnavailable = true;
        await OpenAsync(factory, TaskKinds.Build, 1, 2, 3);
        await Kev(factory).RouteReadyTasks();

        factory.Health.IsUnavailable = false;
        await Kev(factory).Reconcile(Id(3));

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(1));
        (await WaitingAsync(factory, 2)).ShouldBe([Id(2), Id(3)]);
    }

    [Fact]
    public async Task OnActivate_UnreadableIndexRow_ReadsTheTaskItself()
    {
        await using (var before = await FactoryUnderTest.StartAsync(_folder, _config))
        {
            await Kev(before).Pause();
            await OpenAsync(before, TaskKinds.Build, 1);
        }

        using (var database = new SqliteConnection($"Data Source={Path.Combine(_folder, "factory.db")};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = "UPDATE index_rows SET view = '{}' WHERE kind = 'task'";
            command.ExecuteNonQuery().ShouldBe(1);
        }

        await using var after = await FactoryUnderTest.StartAsync(_folder, _config);
        await Kev(after).Resume();

        (await after.Attempts.AnyAsync()).Task.ShouldBe(Id(1));
    }

    [Fact]
    public async Task Resume_TaskAssignedWithoutAReply_CountsAsActive()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, _config);
        await Kev(factory).Pause();
        await OpenAsync(factory, TaskKinds.Build, 1, 2);

        // As when an assignment was committed and its reply was lost.
        (await factory.Grains.GetGrain<ITaskGrain>(Id(1).Value).Assign(Given.Assignment)).Problem.ShouldBeNull();
        await Kev(factory).Resume();

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(1));
        var status = await Kev(factory).Get();
        (status.Active, status.Waiting).ShouldSatisfyAllConditions(s => s.Active.ShouldBe([Id(1)]), s => s.Waiting.ShouldBe([Id(2)]));
    }

    [Fact]
    public async Task StopAll_UntilResume_StartsNothing()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, _config);
        await OpenAsync(factory, TaskKinds.Build, 1);
        var first = await factory.Attempts.AnyAsync();

        (await Kev(factory).StopAll()).Paused.ShouldBeTrue();
        await factory.AttemptEndedAsync(first.Attempt);
        await Kev(factory).Reconcile(Id(1));
        await Kev(factory).RouteReadyTasks();
        factory.Attempts.IsIdle.ShouldBeTrue();

        await Kev(factory).Resume();
        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(1));
    }

    private static IKevGrain Kev(FactoryUnderTest factory) => factory.Grains.GetGrain<IKevGrain>(IKevGrain.Key);

    private static TaskId Id(int number) => TaskId.Parse($"task-{number}");

    private static async Task OpenAsync(FactoryUnderTest factory, string kind, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await factory.Grains.GetGrain<ITaskGrain>(Id(number).Value).Open(Given.Spec(kind) with { Run = null, RunStage = null });
            await Kev(factory).Reconcile(Id(number));
        }
    }

    private static async Task<IReadOnlyList<TaskId>> WaitingAsync(FactoryUnderTest factory, int count)
    {
        var status = await Kev(factory).Get();
        status.Waiting.Count.ShouldBe(count);
        return status.Waiting;
    }
}
