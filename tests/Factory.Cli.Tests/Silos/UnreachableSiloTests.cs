using Factory.Cli.Silos;
using Factory.Cli.Tests.Support;

namespace Factory.Cli.Tests.Silos;

/// <summary>A silo that is slow is told from one that is down.</summary>
public sealed class UnreachableSiloTests
{
    [Fact]
    public void Explain_NoAnswerAndNoProcess_KeepsTheAdviceToStartOne()
    {
        using var rig = new CliRig();

        var problem = Explain(rig, Unreachable("No silo answers at http://x.", "Start one with: factory up"));

        problem.Message.ShouldBe("No silo answers at http://x.");
        problem.Hint.ShouldBe($"Start one with: factory up --data {rig.Data}");
    }

    [Theory]
    [InlineData("Start one with: factory up")]
    [InlineData("See its log with: factory logs")]
    [InlineData(null)]
    public async Task Explain_NoAnswerOfARunningProcess_SaysThatItIsSlow(string? hint)
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);

        var problem = Explain(rig, Unreachable("No silo answers at http://x.", hint));

        problem.Message.ShouldBe("No silo answers at http://x. Its process is running, so it is busy or its disk is slow.");
        problem.Hint.ShouldBe($"Try again; see why with: factory logs --data {rig.Data}");
    }

    [Fact]
    public async Task Explain_NoAnswerWhileARunIsFollowed_KeepsTheCommandThatResumesIt()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);

        var problem = Explain(rig, Unreachable("It did not answer.", "Watch it with: factory run --resume run-1"));

        problem.Hint.ShouldBe(
            $"Watch it with: factory run --resume run-1 --data {rig.Data}; see why with: factory logs --data {rig.Data}");
    }

    [Theory]
    [InlineData(ErrorCodes.NotFound, true)]
    [InlineData(ErrorCodes.SiloUnreachable, false)]
    public async Task Explain_OtherErrors_AreUnchangedButForTheDataFolder(string code, bool retryable)
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);

        var problem = Explain(rig, new FactoryException(code, "It failed.", "List them with: factory run list", retryable));

        problem.ShouldBe(new Problem(code, "It failed.", $"List them with: factory run list --data {rig.Data}"));
    }

    [Fact]
    public async Task Run_CommandWhoseAnswerIsLost_SaysThatTheSiloIsSlow()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.IsLost = _ => true;

        (await rig.RunAsync("agents")).ShouldBe(ExitCodes.Unreachable);

        rig.Error.ToString().ShouldContain("Its process is running");
        rig.Error.ToString().ShouldNotContain("factory up");
    }

    [Fact]
    public async Task Run_CommandAfterTheSiloWasKilled_SaysHowToStartOne()
    {
        using var rig = new CliRig();
        await using (var silo = await FakeApi.StartAsync())
        {
            rig.PutUp(silo);
        }

        rig.Unlock();

        (await rig.RunAsync("agents")).ShouldBe(ExitCodes.Unreachable);

        rig.Error.ToString().ShouldContain($"factory up --data {rig.Data}");
    }

    private static Problem Explain(CliRig rig, FactoryException error) =>
        UnreachableSilo.Explain(error, new GlobalSettings(rig.Data, null, false, $" --data {rig.Data}"));

    private static FactoryException Unreachable(string message, string? hint) =>
        new(ErrorCodes.SiloUnreachable, message, hint, retryable: true);
}
