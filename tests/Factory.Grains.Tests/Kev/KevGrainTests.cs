using Factory.Contracts.Ids;
using Factory.Contracts.Kev;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Grains.Tests.Hosting;
using Factory.TestKit.Builders;

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

    private static IKevGrain Kev(FactoryUnderTest factory) => factory.Grains.GetGrain<IKevGrain>(IKevGrain.Key);

    private static TaskId Id(int number) => TaskId.Parse($"task-{number}");

    private static async Task OpenAsync(FactoryUnderTest factory, string kind, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await factory.Grains.GetGrain<ITaskGrain>(Id(number).Value).Open(Given.Spec(kind) with { Run = null, RunStage = null });
            await Kev(factory).Look(Id(number));
        }
    }

    private static async Task<IReadOnlyList<TaskId>> WaitingAsync(FactoryUnderTest factory, int count)
    {
        var status = await Kev(factory).Get();
        status.Waiting.Count.ShouldBe(count);
        return status.Waiting;
    }
}
