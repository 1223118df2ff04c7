using Factory.Scenarios.Hosting;
using Factory.TestKit.Products;

namespace Factory.Scenarios.FirstRun;

/// <summary>What a new user gets from one idea, without keys and settings.</summary>
public sealed class FirstProductTests(FirstRunFixture first) : IClassFixture<FirstRunFixture>
{
    [Fact]
    public void A_run_succeeds_through_all_stages()
    {
        first.Run.Status.ShouldBe("succeeded");
        first.Run.Stages.Select(s => s.Name).ShouldBe(["research", "prd", "build", "test", "deploy"]);
    }

    [Fact]
    public void Without_keys_the_rehearsal_models_work_and_nothing_is_spent()
    {
        first.Run.Stages.ShouldAllBe(s => s.Provider == "rehearsal");
        first.Run.CostUsd.ShouldBe(0m);
    }

    [Fact]
    public void A_faulty_change_is_sent_back_and_built_again() => first.Run.Stages.Single(s => s.Name == "build").Attempts.ShouldBe(2);

    [Fact]
    public void The_reviewing_model_is_not_the_building_model() =>
        first.Run.Stages.Single(s => s.Name == "test").Model.ShouldNotBe(first.Run.Stages.Single(s => s.Name == "build").Model);

    [Fact]
    public async Task The_product_answers_under_a_host_name_of_its_own()
    {
        using var http = ProductClient.Create();

        (await http.GetStringAsync(first.Run.Url)).ShouldContain("<html", Case.Insensitive);
        new Uri(first.Run.Url!).Host.ShouldNotBe("127.0.0.1");
    }

    [Theory]
    [InlineData("Factory-Run: run-")]
    [InlineData("Factory-Task: task-")]
    [InlineData("Factory-Agent: agent-rex")]
    [InlineData("Factory-Model: rehearsal/")]
    public async Task Commits_on_main_name_where_they_come_from(string trailer) =>
        (await Git.RunAsync(first.Run.Repository, "log", "main", "--format=%B")).ShouldContain(trailer);

    [Fact]
    public async Task Each_attempt_has_a_branch() =>
        (await Git.RunAsync(first.Run.Repository, "branch", "--list", "factory/*")).Split('\n').Length.ShouldBe(2);

    [Fact]
    public async Task The_repository_is_sound_and_its_work_tree_follows_main()
    {
        await Git.RunAsync(first.Run.Repository, "fsck", "--strict");

        Directory.Exists(Path.Combine(first.Run.Repository, "src")).ShouldBeTrue();
    }

    [Fact]
    public async Task Show_prints_the_evidence_of_the_tests() =>
        (await first.Cli.RunAsync("run", "show", first.Run.Run)).Output.ShouldContain("dotnet out/app.dll test (exit 0; ");
}
