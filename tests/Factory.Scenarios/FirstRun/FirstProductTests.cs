using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.FirstRun;

/// <summary>What a new user has after one idea, without keys and settings.</summary>
public sealed class FirstProductTests(FirstProduct product) : IClassFixture<FirstProduct>
{
    private RunFinished Run => product.Run;

    [Fact]
    public void One_idea_passes_every_stage_and_costs_nothing()
    {
        Run.Status.ShouldBe("succeeded");
        Run.CostUsd.ShouldBe(0m);
        Run.Stages.Select(s => s.Name).ShouldBe(["research", "prd", "build", "test", "deploy"]);
        Run.Stages.ShouldAllBe(s => s.Provider == "rehearsal");
    }

    [Fact]
    public void The_first_change_is_wrong_and_sent_back() => Run.Stages.Single(s => s.Name == "build").Attempts.ShouldBe(2);

    [Fact]
    public void The_reviewer_is_another_model_than_the_builder() =>
        Run.Stages.Single(s => s.Name == "test").Model.ShouldNotBe(Run.Stages.Single(s => s.Name == "build").Model);

    [Fact]
    public async Task The_product_is_served_under_a_host_name_of_its_own()
    {
        using var http = new HttpClient();

        (await http.GetStringAsync(Run.Url)).ShouldContain("<html", Case.Insensitive);
        new Uri(Run.Url!).Host.ShouldNotBe("127.0.0.1");
    }

    [Fact]
    public async Task Its_commits_name_run_task_agent_and_model()
    {
        var log = await Git.RunAsync(Run.Repository, "log", "main", "--format=%B");

        foreach (var trailer in new[] { "Factory-Run: " + Run.Run, "Factory-Task: task-", "Factory-Agent: agent-rex", "Factory-Model: rehearsal/" })
        {
            log.ShouldContain(trailer);
        }
    }

    [Fact]
    public async Task Its_repository_is_sound_with_a_branch_for_each_attempt_and_a_work_tree()
    {
        await Git.RunAsync(Run.Repository, "fsck", "--strict");
        (await Git.RunAsync(Run.Repository, "branch", "--list", "factory/*")).Split('\n').Length.ShouldBe(2, "one for each attempt");
        Directory.Exists(Path.Combine(Run.Repository, "src")).ShouldBeTrue("the work tree follows main");
    }

    [Fact]
    public async Task The_run_can_be_shown_with_its_evidence()
    {
        var shown = await product.Cli.RunAsync("run", "show", Run.Run);

        shown.Output.ShouldContain("dotnet out/app.dll test (exit 0; ");
        shown.Output.ShouldContain("rehearsal");
    }
}
