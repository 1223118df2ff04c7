using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Tests.Hosting;
using Factory.TestKit.Builders;

namespace Factory.Grains.Tests.Tasks;

public sealed class TaskGrainTests : IDisposable
{
    private static readonly TaskSpec Spec = Given.Spec() with { Run = null, RunStage = null };

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Open_InTheBacklog_StartsNothingBeforeALaterReadyTask()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec, backlog: true);
        await Grain(factory, "task-2").Open(Spec);

        // Kev handles the messages of both tasks in order: had the first been routed, its attempt would be the first.
        (await factory.Attempts.AnyAsync()).Task.ShouldBe(TaskId.Parse("task-2"));

        factory.Attempts.IsIdle.ShouldBeTrue();
        (await Grain(factory, "task-1").Get())!.Stage.ShouldBe(TaskStage.Backlog);
    }

    [Fact]
    public async Task Promote_FromTheBacklog_LeadsToAnAttempt()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec, backlog: true);

        (await Grain(factory, "task-1").Promote()).IsAccepted().ShouldBeTrue();

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(TaskId.Parse("task-1"));
    }

    [Fact]
    public async Task Promote_ReadyTask_IsRejected()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec with { Kind = "unknown" });

        (await Grain(factory, "task-1").Promote()).Problem!.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);
    }

    private static ITaskGrain Grain(FactoryUnderTest factory, string id) => factory.Grains.GetGrain<ITaskGrain>(id);
}
