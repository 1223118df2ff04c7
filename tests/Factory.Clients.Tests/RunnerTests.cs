using Factory.Clients.Tests.Agents;
using Factory.Clients.Tests.Hosting;
using Factory.Clients.Tests.Upstream;

namespace Factory.Clients.Tests;

/// <summary>Tasks that a real CLI does in the sandbox, from the command line to the commit; only the providers are stand-ins.</summary>
public sealed class RunnerTests(RunnerLab lab) : IClassFixture<RunnerLab>
{
    public static TheoryData<string> Runners => ["claude", "codex", "gemini", "pi"];

    [AgentTheory, MemberData(nameof(Runners))]
    public async Task Task_DoneByACli_IsCommittedAndPaidFor(string runner)
    {
        var repository = lab.CreateRepository("repository-" + runner);
        lab.Upstream.Calls.Clear();

        var task = await lab.CreateTaskAsync("with-" + runner, repository);
        var end = await lab.WaitAsync(task);

        var log = await lab.LogAsync(task);
        end.GetProperty("stage").GetString().ShouldBe("awaitingApproval", $"{end}\n{log}");
        var change = end.GetProperty("artifact");
        change.GetProperty("summary").GetString().ShouldBe(Speech.Summary);
        RunnerLab.Git(repository, "show", change.GetProperty("commit").GetString() + ":out.txt").ShouldBe("built");
        log.ShouldContain(Speech.Command);
        log.ShouldContain("submit_result");
        log.ShouldNotContain(lab.RealKey);
        var calls = lab.Upstream.Calls.ToList();
        calls.ShouldAllBe(c => c.Keys.Contains(lab.RealKey, StringComparison.Ordinal));
        var attempt = end.GetProperty("attempts").EnumerateArray().ShouldHaveSingleItem();
        var usage = attempt.GetProperty("usage");
        usage.GetProperty("input").GetInt64().ShouldBe(calls.Count * (long)Speech.InputTokens);
        usage.GetProperty("output").GetInt64().ShouldBe(calls.Count * (long)Speech.OutputTokens);
        attempt.GetProperty("cost").GetDecimal().ShouldBe(await lab.SpentAsync(task));
    }

    [AgentTheory, MemberData(nameof(Runners))]
    public async Task Task_BudgetExhausted_EndsTheCliBeforeAnythingIsSpent(string runner)
    {
        var repository = lab.CreateRepository("poor-" + runner);
        lab.Upstream.Calls.Clear();

        var task = await lab.CreateTaskAsync("with-" + runner, repository, "--budget", "0.0001");
        var end = await lab.WaitAsync(task);

        end.GetProperty("problem").GetProperty("code").GetString().ShouldBe("budget.exceeded", $"{end}\n{await lab.LogAsync(task)}");
        lab.Upstream.Calls.ShouldBeEmpty("nothing was sent that nobody can pay");
        (await lab.SpentAsync(task)).ShouldBe(0);
    }

    [AgentTheory, MemberData(nameof(Runners))]
    public async Task Kill_SiloWhileTheCliWaitsForItsModel_TheSameCliFinishesTheSameAttempt(string runner)
    {
        var repository = lab.CreateRepository("orphan-" + runner);
        var stall = lab.Upstream.Stall();
        var task = await lab.CreateTaskAsync("with-" + runner, repository);
        await stall.Reached;
        var attempt = (await lab.JsonAsync("task", "show", task)).GetProperty("attempts")[0].GetProperty("id").GetString()!;

        await lab.KillSiloAsync();
        var survivors = RunnerLab.ProcessesWith(attempt);
        stall.Dispose();
        await lab.StartSiloAsync();

        var end = await lab.WaitAsync(task);
        var log = await lab.LogAsync(task);
        end.GetProperty("stage").GetString().ShouldBe("awaitingApproval", $"{end}\n{log}");
        survivors.ShouldNotBeEmpty($"the CLI outlives the silo: {attempt}\n{end}\n{log}");
        end.GetProperty("attempts").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(attempt);
        RunnerLab.Git(repository, "show", end.GetProperty("artifact").GetProperty("commit").GetString() + ":out.txt").ShouldBe("built");
        log.ShouldContain($"The factory has restarted and goes on with {runner}.");
        RunnerLab.ProcessesWith(attempt).ShouldBeEmpty();
    }

    [AgentTheory, MemberData(nameof(Runners))]
    public async Task Kill_SiloAndCli_TheAttemptGoesOnInItsSession(string runner)
    {
        var repository = lab.CreateRepository("dead-" + runner);
        var stall = lab.Upstream.Stall(afterCalls: 1);
        var task = await lab.CreateTaskAsync("with-" + runner, repository);
        await stall.Reached;
        var attempt = (await lab.JsonAsync("task", "show", task)).GetProperty("attempts")[0].GetProperty("id").GetString()!;

        await lab.KillSiloAsync();
        RunnerLab.Kill(attempt);
        stall.Dispose();
        await lab.StartSiloAsync();

        var end = await lab.WaitAsync(task);
        var log = await lab.LogAsync(task);
        end.GetProperty("stage").GetString().ShouldBe("awaitingApproval", $"{end}\n{log}");
        end.GetProperty("attempts").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(attempt);
        log.ShouldContain("You were interrupted by a restart of the factory");
    }

    [AgentTheory, MemberData(nameof(Runners))]
    public async Task Cancel_CliThatWaitsForItsModel_EndsItsProcessTree(string runner)
    {
        var repository = lab.CreateRepository("stalled-" + runner);
        using var stall = lab.Upstream.Stall();
        var task = await lab.CreateTaskAsync("with-" + runner, repository);
        await stall.Reached;
        var attempt = (await lab.JsonAsync("task", "show", task)).GetProperty("attempts")[0].GetProperty("id").GetString()!;
        RunnerLab.ProcessesWith(attempt).ShouldNotBeEmpty();

        await lab.JsonAsync("task", "cancel", task);

        (await lab.WaitAsync(task)).GetProperty("stage").GetString().ShouldBe("cancelled");
        RunnerLab.ProcessesWith(attempt).ShouldBeEmpty();
    }

    [AgentFact]
    public async Task Task_DoneByTheCliOfTheGuide_IsCommitted()
    {
        var repository = lab.CreateRepository("repository-guide");

        var task = await lab.CreateTaskAsync("with-" + GuideRunner.Name, repository);
        var end = await lab.WaitAsync(task);

        end.GetProperty("stage").GetString().ShouldBe("awaitingApproval", $"{end}\n{await lab.LogAsync(task)}");
        RunnerLab.Git(repository, "show", end.GetProperty("artifact").GetProperty("commit").GetString() + ":NOTES.md").ShouldNotBeEmpty();
        (await lab.SpentAsync(task)).ShouldBeGreaterThan(0);
    }
}
