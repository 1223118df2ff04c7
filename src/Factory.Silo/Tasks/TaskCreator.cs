using Factory.Contracts.Api;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Repositories;
using Factory.Domain.Runs;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;
using Factory.Silo.Api;
using Factory.Silo.Runs;

namespace Factory.Silo.Tasks;

/// <summary>Creates tasks that belong to no run.</summary>
internal sealed class TaskCreator(
    IGrainFactory grains,
    IConfigSource config,
    IProductRepositories repositories,
    IIdGenerator ids,
    RehearsalPolicy rehearsal)
{
    /// <value>
    /// The action class of merging a change that no other model has reviewed. A run's pipeline reviews before it
    /// merges; a task of its own has no reviewer, so the operator approves, unless <c>policy.yaml</c> lists this class
    /// under another tier.
    /// </value>
    public const string UnreviewedMerge = "merge.unreviewed";

    private const int DefaultMaxAttempts = 3;

    /// <summary>Checks the request, finds the product and opens the task.</summary>
    /// <param name="request">As it came from outside.</param>
    /// <param name="key">The client's idempotency key; null when it sent none. See <see cref="RequestIds"/>.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>, <c>repository.invalid</c>, <c>repository.dirty</c>,
    /// <c>git.failed</c>.</exception>
    public async Task<Result<TaskView>> CreateAsync(CreateTaskRequest request, string? key, CancellationToken cancellationToken)
    {
        var created = new RequestIds(ids, "tasks", key);
        var title = OperatorText.Clean(request.Title);
        var kind = request.Kind?.Trim() ?? "";
        var stage = FindStage(kind);
        var agent = ParseAgent(request.Agent);
        if ((ValidateText(title, request) ?? ValidateKind(kind, agent) ?? RunStarter.ValidateRepository(request.Repository)) is { } problem)
        {
            return problem;
        }

        var expects = ResolveArtifact(kind, request.Expects, stage);
        if ((expects.Problem ?? rehearsal.CheckTask(kind, expects.Value!.Kind, request)) is { } refused)
        {
            return refused;
        }

        var budget = RunStarter.ParseBudget(request.BudgetUsd);
        var product = await FindProductAsync(request, created, cancellationToken);
        if (product.Problem is { } missing)
        {
            return missing;
        }

        var spec = CreateSpec(title, kind, request, expects.Value!.Kind, product.Value!.Product, stage, agent);
        if (spec is { Expects: ArtifactKind.Change, Product: null })
        {
            return new Problem(
                ErrorCodes.InvalidRequest,
                $"A task of the kind '{kind}' changes a repository, and none is named.",
                "Name one with --repo PATH, or a run whose product to work on with --run RUN.");
        }

        var task = created.New<TaskId>();
        if (budget is { } cap)
        {
            // Before the task is open: a ready task may get its first attempt at once, and that one must already be
            // under the cap.
            await grains.GetGrain<IBudgetGrain>(BudgetKeys.ForTask(task).Value).SetCap(cap);
        }

        return await grains.GetGrain<ITaskGrain>(task.Value).Open(spec, request.Backlog);
    }

    private static TaskSpec CreateSpec(
        string title,
        string kind,
        CreateTaskRequest request,
        ArtifactKind expects,
        ProductRef? product,
        StageDefinition? stage,
        AgentId? agent)
    {
        var description = OperatorText.Clean(request.Description);
        return new TaskSpec(
            kind,
            title,
            description.Length == 0 ? title : description,
            expects,
            Inputs: [],
            Run: null,
            RunStage: null,
            Round: 1,
            product,
            RequiresReview: false,
            ReviewSubject: null,
            expects == ArtifactKind.Change ? new TaskAction(TaskActionKind.Merge, UnreviewedMerge) : null,
            stage?.MaxAttempts ?? DefaultMaxAttempts,
            Feedback: [],
            Agent: agent,
            AcceptsRehearsal: request.Rehearse);
    }

    private static Problem? ValidateText(string title, CreateTaskRequest request)
    {
        if (!OperatorText.IsVisible(title))
        {
            return new Problem(
                ErrorCodes.InvalidRequest,
                "The title is empty.",
                "Name the task in one line: factory task create \"Show prices with tax\" --kind build --repo ~/shop");
        }

        if (title.Length > CreateTaskRequest.MaxTitleLength
            || title.Contains('\n', StringComparison.Ordinal)
            || title.Contains('\r', StringComparison.Ordinal))
        {
            return new Problem(
                ErrorCodes.InvalidRequest,
                $"The title has {title.Length:N0} characters; it must be one line of at most {CreateTaskRequest.MaxTitleLength}.",
                "Shorten it, and put the details into the description.");
        }

        return request.Description?.Length > StartRun.MaxIdeaLength
            ? new Problem(
                ErrorCodes.InvalidRequest,
                $"The description has {request.Description.Length:N0} characters; the limit is {StartRun.MaxIdeaLength:N0}.",
                "Shorten it, or put the details into a file of the repository.")
            : null;
    }

    private Problem? ValidateKind(string kind, AgentId? agent)
    {
        var able = config.Current.Agents.Where(a => a.Kinds.Contains(kind)).ToList();
        if (able.Count == 0)
        {
            var kinds = config.Current.Agents.SelectMany(a => a.Kinds).Distinct().Order(StringComparer.Ordinal);
            return new Problem(
                ErrorCodes.InvalidRequest,
                $"No agent takes tasks of the kind '{RequestValidation.Shorten(kind)}'.",
                $"Use one of: {string.Join(", ", kinds)}");
        }

        return agent is not { } only || able.Any(a => a.Id == only)
            ? null
            : new Problem(
                ErrorCodes.InvalidRequest,
                $"{only} does not take tasks of the kind '{kind}'.",
                $"Use one of: {string.Join(", ", able.Select(a => a.Name))}");
    }

    private static AgentId? ParseAgent(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : RequestValidation.ParseId<AgentId>(text);

    private StageDefinition? FindStage(string kind) =>
        config.Current.Pipelines.SelectMany(p => p.Stages).FirstOrDefault(s => s.Kind == kind);

    /// <summary>What the task must end with: what was asked for, else what the pipelines expect of the kind.</summary>
    private static Result<ExpectedArtifact> ResolveArtifact(
        string kind,
        ArtifactKind? requested,
        StageDefinition? stage) => (requested ?? stage?.Expects) switch
        {
            null => new Problem(
                ErrorCodes.InvalidRequest,
                $"No pipeline has a stage of the kind '{kind}', so what the task must end with has to be named.",
                "Add --expects research for an answer in text, or --expects change for changes in a repository."),
            ArtifactKind.Review or ArtifactKind.Deployment => new Problem(
                ErrorCodes.InvalidRequest,
                $"A task of the kind '{kind}' ends with a {(requested ?? stage!.Expects).ToString().ToLowerInvariant()} of what an earlier "
                    +
                "stage of a run has built; it cannot stand alone.",
                "Start a run: factory run \"…\" --repo PATH"),
            { } expects => new ExpectedArtifact(expects),
        };

    private async Task<Result<FoundProduct>> FindProductAsync(
        CreateTaskRequest request,
        RequestIds created,
        CancellationToken cancellationToken)
    {
        if (request is { Run: not null, Repository: not null })
        {
            return new Problem(
                ErrorCodes.InvalidRequest,
                "A run and a repository are named; a task works on one product.",
                "Leave one of them out.");
        }

        if (request.Run is null)
        {
            return new FoundProduct(request.Repository is null
                ? null
                : await repositories.RegisterAsync(created.New<ProductId>(), request.Repository, cancellationToken));
        }

        var id = RequestValidation.ParseId<RunId>(request.Run);
        if (await grains.GetGrain<IRunGrain>(id.Value).Get() is not { } run)
        {
            return new Problem(ErrorCodes.NotFound, $"There is no run {id}.", "All runs: factory run list");
        }

        return rehearsal.CheckProduct(run.Product) is { } problem ? problem : new FoundProduct(run.Product);
    }

    /// <summary>The artifact that a task must end with.</summary>
    private sealed record ExpectedArtifact(ArtifactKind Kind);

    /// <summary>The product to work on; null for a task without one.</summary>
    private sealed record FoundProduct(ProductRef? Product);
}
