using Factory.Configuration.Tests.Support;
using Factory.Contracts.Approvals;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Routing;

namespace Factory.Configuration.Tests;

public sealed class ConfigReaderTests : IDisposable
{
    private static readonly string[] Roster = [
        "Atlas",
        "Blaze",
        "Chase",
        "Dash",
        "Dot",
        "Echo",
        "Finn",
        "Forge",
        "Glim",
        "Hawk",
        "Kev",
        "Law",
        "Pixel",
        "Rex",
        "Scout"
    ];

    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Load_ShippedFolder_IsTheRosterThePipelineAndThePolicy()
    {
        var config = new ConfigReader(ConfigFolder.Resolve(null, _ => null), new ConfigContext { Targets = ["local"] }).Load().Config;

        config.Agents.Select(a => a.Name).ShouldBe(Roster);
        config.Agents.ShouldAllBe(a => a.Tools.Contains(ToolNames.SubmitResult) && a.Secrets.Count == 0);
        config.Agents.ShouldAllBe(a => a.Prompt.Split('\n').Length >= 30 && a.Prompt.Split('\n').Length <= 90);
        var stages = config.Pipelines.ShouldHaveSingleItem().Stages;
        stages.Select(s => s.Name).ShouldBe(["research", "prd", "build", "test", "deploy"]);
        stages.Select(s => config.Agents.Single(a => a.Kinds.Contains(s.Kind)).Name).ShouldBe(["Scout", "Atlas", "Rex", "Hawk", "Forge"]);
        stages[2].Action.ShouldBe(new TaskAction(TaskActionKind.Merge, "merge"));
        stages[3].ReviewedStage.ShouldBe("build");
        stages[4].ShouldSatisfyAllConditions(
            s => s.Needs.ShouldBe(["build", "test"]),
            s => s.Action.ShouldBe(new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local")),
            s => s.OnFailure.ShouldBe("build"));
        config.Pipelines[0].MaxRounds.ShouldBe(4);
        config.Policy.ShouldSatisfyAllConditions(
            p => p.RunBudget.ShouldBe(new Usd(5)),
            p => p.DayBudget.ShouldBe(new Usd(50)),
            p => p.ApprovalLifetime.ShouldBe(TimeSpan.FromDays(7)),
            p => p.Independence.ShouldBe(ReviewIndependence.Model),
            p => p.Actions.TierOf("deploy.staging").ShouldBe(ApprovalTier.NotifyAfter),
            p => p.Actions.TierOf("payment").ShouldBe(ApprovalTier.ApproveBefore),
            p => p.Actions.TierOf("security.change").ShouldBe(ApprovalTier.ApproveBefore),
            p => p.Actions.TierOf("data.delete").ShouldBe(ApprovalTier.NeverAuto),
            p => p.Actions.TierOf("never.heard.of.it").ShouldBe(ApprovalTier.ApproveBefore));
    }

    [Fact]
    public void Load_SmallFolder_ReadsEveryField()
    {
        _files.Write(
            "agents/ann-lee.md",
            "---\nname: Ann Lee\ndescription: 'Says: hello'\ntools: read_file, search_files\nrole: Helper\nkinds: [build]\ntier: " +
            "premium\nsecrets: [GITHUB_TOKEN]\negress: [api.github.com, '*.example.org']\nparallelism: 3\nheartbeat: " +
            "90s\n---\nPrompt\n---\nwith a rule\n");

        var config = _files.Reader.Load().Config;

        var ann = config.Agents[0];
        ann.ShouldSatisfyAllConditions(
            a => a.Id.Value.ShouldBe("agent-ann-lee"),
            a => a.Name.ShouldBe("Ann Lee"),
            a => a.Description.ShouldBe("Says: hello"),
            a => a.Tools.ShouldBe(["read_file", "search_files", "submit_result"]),
            a => a.Tier.ShouldBe(ModelTier.Premium),
            a => a.Models.ShouldBeEmpty(),
            a => a.Secrets.ShouldBe(["GITHUB_TOKEN"]),
            a => a.Egress.ShouldBe(["api.github.com", "*.example.org"]),
            a => a.Parallelism.ShouldBe(3),
            a => a.Heartbeat.ShouldBe(TimeSpan.FromSeconds(90)),
            a => a.Prompt.ShouldBe("Prompt\n---\nwith a rule"));
        config.Agents[1].Models.ShouldBe([new ModelRef("openai", "gpt-6-luna")]);
        config.Agents[1].Heartbeat.ShouldBeNull();
        config.Policy.KindOf("build").ShouldSatisfyAllConditions(
            k => k.Tier.ShouldBe(ModelTier.Cheap),
            k => k.MaxTurns.ShouldBe(12),
            k => k.MaxTokens.ShouldBe(1_000_000),
            k => k.WallClock.ShouldBe(TimeSpan.FromMinutes(20)),
            k => k.Capabilities.ShouldBe(["tools"]));
        config.Policy.KindOf("other").ShouldBe(KindPolicy.Default);
    }

    [Fact]
    public void Load_RoutingSaidAndUnsaid_IsTheFilesWordOrTheDefault()
    {
        var unsaid = _files.Reader.Load().Config.Policy;
        unsaid.Routing.ShouldBe(RoutingConfig.Default);
        unsaid.KindOf("build").TypicalUsage.ShouldBe(TypicalUsage.Default);

        _files.Write(
            "policy.yaml",
            "actions: {}\nrouting: {learned: false, exploration: 0, half_life: 9, failure_cost: 2.50, preferences: first}\nkinds: " +
            "{build: {typical_usage: {input: 1_000, output: 20}}}\n");
        var said = _files.Reader.Load().Config.Policy;
        said.Routing.ShouldBe(new RoutingConfig(false, 0, 9, new Usd(2.5m), ModelPreferences.First));
        said.KindOf("build").TypicalUsage.ShouldBe(new TypicalUsage(1_000, 20));
    }

    [Fact]
    public void Load_BudgetsSaidAndUnsaid_AreTheFilesWordOrTheDefault()
    {
        var unsaid = _files.Reader.Load().Config.Policy;
        (unsaid.DayBudget, unsaid.AgentBudget, unsaid.RunBudget, unsaid.TaskBudget).ShouldBe((new Usd(50), null, new Usd(5), null));
        unsaid.KindOf("build").LifetimeLimits.ShouldBe(LifetimeLimits.Default);
        Enum.GetValues<BudgetLevel>().Select(unsaid.CapOf).ShouldBe([new Usd(50), null, new Usd(5), null, Usd.Zero]);
        Enum.GetValues<BudgetLevel>().Select(unsaid.ParentCapOf).ShouldBe([new Usd(50), new Usd(50), new Usd(50), new Usd(5), new Usd(50)]);

        _files.Write(
            "policy.yaml",
            "actions: {}\nbudgets: {day: 1000000, agent: 20.5, run: 0.00000001, task: 0.00000001}\nkinds: {build: {lifetime_limits: " +
            "{calls: 1_000_000, tokens: 10_000_000_000, attempts: 1000}}, review: {lifetime_limits: {calls: 1}}}\n");
        var said = _files.Reader.Load().Config.Policy;
        Enum.GetValues<BudgetLevel>()
            .Select(said.CapOf)
            .ShouldBe([new Usd(1_000_000), new Usd(20.5m), new Usd(0.00000001m), new Usd(0.00000001m), Usd.Zero]);
        said.KindOf("build").LifetimeLimits.ShouldBe(new LifetimeLimits(1_000_000, 10_000_000_000, 1_000));
        said.KindOf("review").LifetimeLimits.ShouldBe(LifetimeLimits.Default with { Calls = 1 });
        said.KindOf("other").LifetimeLimits.ShouldBe(LifetimeLimits.Default);
    }

    [Fact]
    public void Load_StagesInAnyOrder_PutsEachBehindThoseItWaitsFor()
    {
        _files.Write(
            "pipelines/product.yaml",
            "description: x\nstages:\n  - {name: test, kind: review, expects: review, reviews: build}\n  - {name: build, kind: build, " +
            "expects: change}\n");

        _files.Reader.Load().Config.Pipelines[0].Stages.Select(s => s.Name).ShouldBe(["build", "test"]);
        _files.Problems().ShouldBeEmpty();
    }

    [Fact]
    public void Load_SeveralBadFiles_NamesAllErrorsOfAllFilesAtOnce()
    {
        _files.Write("agents/rex.md", ConfigFiles.Agent.Replace("tier: cheap", "tier: chep"));
        _files.Write("pipelines/product.yaml", ConfigFiles.Pipeline.Replace("reviews: build", "reviews: biuld"));
        _files.Write("policy.yaml", ConfigFiles.Policy.Replace("auto:", "autto:"));

        _files.Write("models.json", ConfigFiles.Models.Replace("\"inputPrice\": 0.1, ", "").Replace("\"cheap\"", "\"chep\""));

        var error = Should.Throw<FactoryException>(() => _files.Reader.Load());

        error.Code.ShouldBe(ErrorCodes.ConfigInvalid);
        error.Hint.ShouldNotBeNull().ShouldContain("factory config check");
        error.Message.ShouldContain("has 5 errors");
        error.Message.ShouldContain("agents/rex.md:7: 'tier' is 'chep'; it must be one of local, free, cheap, standard, premium; did you " +
            "mean 'cheap'?");
        error.Message.ShouldContain("pipelines/product.yaml:11: 'reviews' names the stage 'biuld', which this pipeline does not have; " +
            "its stages are build, test; did you mean 'build'?");
        error.Message.ShouldContain("policy.yaml:2: unknown key 'actions.autto'; did you mean 'auto'?");
        error.Message.ShouldContain("models.json:6: 'providers[1].models[1].inputPrice' (openai/gpt-6-luna) is missing; add a line like " +
            "'\"inputPrice\": 1.25'");
        error.Message.ShouldContain("models.json:7: 'providers[1].models[1].tier' (openai/gpt-6-luna) is \"chep\"; it must be one of " +
            "local, free, cheap, standard, premium; did you mean 'cheap'?");
    }

    [Fact]
    public void Load_FolderIsNotThere_NamesItAndTheFix()
    {
        var missing = Path.Combine(_files.Folder, "nowhere");

        var error = Should.Throw<FactoryException>(() => new ConfigReader(missing, new ConfigContext()).Load());

        error.Message.ShouldContain(missing);
        error.Message.ShouldContain("FACTORY_CONFIG");
    }

    [Fact]
    public void Load_EmptyFolder_NamesEveryMissingPart()
    {
        Directory.Delete(_files.Folder, recursive: true);
        Directory.CreateDirectory(_files.Folder);

        _files.Problems().ShouldBe(
        [
            "agents/: it has no .md file; add one, like agents/rex.md",
            "models.json: the file is missing; copy the one that is shipped with the factory",
            "pipelines/: it has no .yaml file; add one, like pipelines/product.yaml",
            "policy.yaml: the file is missing; copy the one that is shipped with the factory",
        ]);
    }

    [Theory]
    [InlineData("given", "variable", "given")]
    [InlineData(null, "variable", "variable")]
    [InlineData(" ", "variable", "variable")]
    public void Resolve_FolderIsNamed_TakesTheNearestName(string? given, string variable, string expected) =>
        ConfigFolder.Resolve(given, n => n == "FACTORY_CONFIG" ? variable : null).ShouldBe(Path.GetFullPath(expected));
}
