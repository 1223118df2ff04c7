using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Domain;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Repositories;
using Factory.Grains.Abstractions.Runs;

namespace Factory.Silo.Runs;

/// <summary>Starts runs: checks a request, prepares the repository and starts the run.</summary>
internal sealed class RunStarter(
    IGrainFactory grains,
    IConfigSource config,
    IProductRepositories repositories,
    IIdGenerator ids,
    RehearsalPolicy rehearsal)
{
    private const string DefaultPipeline = "product";
    private const decimal MaxBudget = 1_000_000m;

    // Taken from the end of an id: it begins with the time, which ids that are made in quick succession share.
    private const int SlugSuffixLength = 6;

    /// <summary>Checks the request, creates or registers the repository, and starts the run.</summary>
    /// <param name="request">As it came from outside.</param>
    /// <param name="key">The client's idempotency key; null when it sent none. See <see cref="RequestIds"/>.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>, <c>repository.invalid</c>, <c>repository.dirty</c>,
    /// <c>git.failed</c>. The result's problem can be <c>idea.empty</c>, <c>idea.too_long</c>, <c>pipeline.unknown</c>,
    /// <c>rehearsal.no_match</c> or <c>rehearsal.repository</c>.</exception>
    public async Task<Result<RunView>> StartAsync(StartRunRequest request, string? key, CancellationToken cancellationToken)
    {
        var idea = OperatorText.Clean(request.Idea);
        if ((Validate(idea, request) ?? rehearsal.CheckRun(idea, request)) is { } problem)
        {
            return problem;
        }

        var budget = ParseBudget(request.BudgetUsd);
        var created = new RequestIds(ids, "runs", key);
        var product = created.New<ProductId>();

        // Before the run: if the silo crashes in between, the same request finds the repository again by its id. A run
        // without a repository could not continue.
        var repository = request.Repository is null
            ? await repositories.CreateAsync(
                product,
                ProductSlug.Create(rehearsal.ProductFor(idea) ?? idea, product.Value[^SlugSuffixLength..]),
                cancellationToken)
            : await repositories.RegisterAsync(product, request.Repository, cancellationToken);
        var start = new StartRun(idea, request.Pipeline ?? DefaultPipeline, request.Repository, budget, request.AllowSameReviewer);
        return await grains.GetGrain<IRunGrain>(created.New<RunId>().Value).Start(start, repository);
    }

    /// <summary>Says what a run with this request would be, and starts nothing.</summary>
    public Result<RunPreview> Preview(StartRunRequest request)
    {
        var idea = OperatorText.Clean(request.Idea);
        return Validate(idea, request) is { } problem ? problem : new RunPreview(rehearsal.Preview(idea));
    }

    /// <summary>Checks a budget of a request; null stays null.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>: it is negative or above the limit.</exception>
    public static Usd? ParseBudget(decimal? dollars) => dollars switch
    {
        null => null,
        >= 0 and <= MaxBudget => new Usd(dollars.Value),
        _ =>
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                $"The budget is {dollars} USD; it must be 0 to {MaxBudget:N0}.",
                "For example: --budget 2.50"),
    };

    /// <summary>
    /// What is wrong with the path of a repository from outside; null when nothing is, or there is none.
    /// </summary>
    internal static Problem? ValidateRepository(string? repository) =>
        repository is null || (Path.IsPathFullyQualified(repository) && !repository.Contains('\0'))
            ? null
            : new Problem(
                ErrorCodes.RepositoryInvalid,
                "The repository must be a full path on the silo's machine.",
                "For example: --repo /home/me/shop");

    private Problem? Validate(string idea, StartRunRequest request)
    {
        if (!OperatorText.IsVisible(idea))
        {
            return new Problem(
                ErrorCodes.IdeaEmpty,
                "The idea is empty.",
                "Say what to make: factory run \"A tip calculator for restaurant bills\"");
        }

        if (idea.Length > StartRun.MaxIdeaLength)
        {
            return new Problem(
                ErrorCodes.IdeaTooLong,
                $"The idea has {idea.Length:N0} characters; the limit is {StartRun.MaxIdeaLength:N0}.",
                "Shorten it, or put the details into a repository and use --repo.");
        }

        var pipeline = request.Pipeline ?? DefaultPipeline;
        if (config.Current.Pipelines.All(p => p.Name != pipeline))
        {
            return new Problem(
                ErrorCodes.PipelineUnknown,
                $"There is no pipeline '{VisibleText.Shorten(pipeline, 60)}'.",
                $"Use one of: {string.Join(", ", config.Current.Pipelines.Select(p => p.Name))}. A pipeline is a file in " +
                "silo-config/pipelines.");
        }

        return ValidateRepository(request.Repository);
    }
}
