using Factory.Contracts.Api;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Runs;

public sealed class RehearsalPolicyTests
{
    // It exists: a wrong path is named before anything else.
    private const string Existing = "/usr";

    private static readonly StartRunRequest Timer = new("A timer");

    public static TheoryData<StartRunRequest, string?> Requests => new()
    {
        { Timer, null },
        { new StartRunRequest("A chess engine"), ErrorCodes.RehearsalNoMatch },
        { new StartRunRequest("A chess engine", Rehearse: true), null },
        { Timer with { Repository = Existing }, ErrorCodes.RehearsalRepository },
        { Timer with { Repository = "/no/such/folder" }, ErrorCodes.RepositoryInvalid },

        // Consent to a demonstration product is none to merge it into a repository of the operator.
        { Timer with { Repository = Existing, Rehearse = true }, ErrorCodes.RehearsalRepository },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Start_OnlyRehearsalModels_IsRefusedUnlessTheResultIsWhatWasAskedFor(StartRunRequest request, string? code)
    {
        await using var host = await RehearsalHostAsync();

        var error = await Record.ExceptionAsync(() => host.Client.StartRunAsync(request));

        (error as FactoryException)?.Code.ShouldBe(code);
        (error is null).ShouldBe(code is null, error?.ToString());
        host.Repositories.Created.Count.ShouldBe(code is null ? 1 : 0, "a refused run leaves no repository behind");
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Start_RealModel_IsAccepted(StartRunRequest request, string? code)
    {
        await using var host = await ApiHost.StartAsync();

        await host.Client.StartRunAsync(request);

        code.ShouldBeOneOf(null, ErrorCodes.RehearsalNoMatch, ErrorCodes.RehearsalRepository, ErrorCodes.RepositoryInvalid);
    }

    [Fact]
    public async Task Start_NoMatch_NamesTheProductsAndBothWaysOut()
    {
        await using var host = await RehearsalHostAsync();

        var error = await Should.ThrowAsync<FactoryException>(() => host.Client.StartRunAsync(new StartRunRequest("Bees")));

        error.Message.ShouldContain("Timer, Notebook");
        error.Hint.ShouldNotBeNull().ShouldContain("ANTHROPIC_API_KEY");
        error.Hint.ShouldContain("--rehearse");
    }

    [Theory]
    [InlineData("A timer", "Timer")]
    [InlineData("Bees", null)]
    public async Task Preview_OnlyRehearsalModels_NamesTheMatch(string idea, string? match)
    {
        await using var host = await RehearsalHostAsync();

        var preview = await host.Client.PreviewRunAsync(new StartRunRequest(idea));

        preview.Rehearsal!.Match.ShouldBe(match);
        preview.Rehearsal.Fallback.ShouldBe("Notebook");
        preview.Rehearsal.Products.ShouldBe(["Timer", "Notebook"]);
        host.Repositories.Created.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A timer for my bees", "timer-")]
    [InlineData("Bees", "notebook-")]
    public async Task Start_Rehearsal_NamesTheRepositoryForTheProductItBuilds(string idea, string start)
    {
        await using var host = await RehearsalHostAsync();

        await host.Client.StartRunAsync(new StartRunRequest(idea, Rehearse: true));

        host.Repositories.Created.Single().ShouldStartWith(start);
    }

    [Fact]
    public async Task Preview_RealModelBesideTheRehearsal_IsNoRehearsal()
    {
        await using var host = await RehearsalHostAsync();
        host.Money.Providers = [.. host.Money.Providers, Available("lab", ModelApi.OpenAIChat)];

        (await host.Client.PreviewRunAsync(Timer)).Rehearsal.ShouldBeNull();
    }

    [Fact]
    public async Task Preview_InvalidIdea_IsRefusedAsTheRunWouldBe()
    {
        await using var host = await ApiHost.StartAsync();

        (await Should.ThrowAsync<FactoryException>(() => host.Client.PreviewRunAsync(new StartRunRequest(" "))))
            .Code.ShouldBe(ErrorCodes.IdeaEmpty);
    }

    [Theory]
    [InlineData("research", null, false, ErrorCodes.RehearsalNotAccepted)]
    [InlineData("research", null, true, null)]
    [InlineData("documentation", null, true, ErrorCodes.RehearsalKind)]
    [InlineData("research", Existing, true, ErrorCodes.RehearsalRepository)]
    [InlineData("build", null, true, ErrorCodes.RehearsalKind, ArtifactKind.Change)]
    [InlineData("build", Existing, true, ErrorCodes.RehearsalKind, ArtifactKind.Change)]
    public async Task CreateTask_OnlyRehearsalModels_IsRefusedUnlessARehearsalIsAskedForAndPossible(
        string kind,
        string? repository,
        bool rehearse,
        string? code,
        ArtifactKind expects = ArtifactKind.Research)
    {
        await using var host = await RehearsalHostAsync();

        var error = await Record.ExceptionAsync(() => host.Client.CreateTaskAsync(
            new CreateTaskRequest(
                "Look into bees",
                kind,
                Repository: repository,
                Expects: expects,
                Rehearse: rehearse)));

        (error as FactoryException)?.Code.ShouldBe(code);
        (error is null).ShouldBe(code is null, error?.ToString());
    }

    [Fact]
    public async Task CreateTask_RealModel_NeedsNoConsentToARehearsal()
    {
        await using var host = await ApiHost.StartAsync();

        var task = await host.Client.CreateTaskAsync(new CreateTaskRequest("Look into bees", "research"));

        task.Spec.AcceptsRehearsal.ShouldBeFalse();
    }

    /// <summary>Named by a run, the operator's repository is no less the operator's.</summary>
    [Theory]
    [InlineData(Existing, ErrorCodes.RehearsalRepository)]
    [InlineData(null, null)]
    public async Task CreateTask_OnlyRehearsalModelsForTheProductOfARun_IsRefusedInTheOperatorsRepository(string? repository, string? code)
    {
        await using var host = await ApiHost.StartAsync();
        var run = await host.Client.StartRunAsync(Timer with { Repository = repository });
        host.Money.Providers = [Available("played", ModelApi.Rehearsal)];

        var error = await Record.ExceptionAsync(() => host.Client.CreateTaskAsync(
            new CreateTaskRequest(
                "Look into bees",
                "research",
                Run: run.Id.Value,
                Expects: ArtifactKind.Research,
                Rehearse: true)));

        (error as FactoryException)?.Code.ShouldBe(code);
        (error is null).ShouldBe(code is null, error?.ToString());
    }

    private static async Task<ApiHost> RehearsalHostAsync()
    {
        var host = await ApiHost.StartAsync();
        host.Money.Providers = [Available("played", ModelApi.Rehearsal)];
        return host;
    }

    private static ProviderAvailability Available(string name, ModelApi api) => new(
        Given.Provider(models: Given.Model(new ModelRef(name, "m"), ModelTier.Cheap)) with { Api = api },
        IsAvailable: true,
        "built in");
}
