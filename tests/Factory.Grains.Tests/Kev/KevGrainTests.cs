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

    // One place for builds, so that what comes second waits.
    private readonly FactoryConfig _config = Given.Config(agents: [Given.Agent(parallelism: 1), Given.Agent("scout", kinds: TaskKinds.Research)]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_oldest_task_gets_the_place_that_becomes_free_and_other_kinds_do_not_wait_for_it()
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
    public async Task What_waits_is_found_again_after_a_restart_in_its_order_and_is_not_kept_in_the_supervisors_state()
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
    public async Task A_task_that_was_cancelled_while_it_waited_leaves_the_queue()
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
    public async Task After_a_provider_came_back_the_oldest_is_first_whoever_is_looked_at()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, _config);
        factory.Standing.IsShut = true;
        await OpenAsync(factory, TaskKinds.Build, 1, 2, 3);
        await Kev(factory).RouteReadyTasks();

        factory.Standing.IsShut = false;
        await Kev(factory).Reconcile(Id(3));

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(1));
        (await WaitingAsync(factory, 2)).ShouldBe([Id(2), Id(3)]);
    }

    [Fact]
    public async Task A_task_whose_row_in_the_index_cannot_be_read_is_routed_all_the_same()
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
    public async Task What_is_at_work_without_the_supervisors_knowing_takes_its_place()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, _config);
        await Kev(factory).Pause();
        await OpenAsync(factory, TaskKinds.Build, 1, 2);

        // As when an assignment was written and its answer was lost.
        (await factory.Grains.GetGrain<ITaskGrain>(Id(1).Value).Assign(Given.Assignment)).Problem.ShouldBeNull();
        await Kev(factory).Resume();

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(Id(1));
        var status = await Kev(factory).Get();
        (status.Active, status.Waiting).ShouldSatisfyAllConditions(s => s.Active.ShouldBe([Id(1)]), s => s.Waiting.ShouldBe([Id(2)]));
    }

    [Fact]
    public async Task While_everything_is_stopped_nothing_starts_also_when_it_is_looked_at()
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
