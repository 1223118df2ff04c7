using Factory.Contracts.Api;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Providers;

namespace Factory.Silo.Runs;

/// <summary>
/// What is refused while only rehearsal models are available: work whose result the operator would take for what was
/// asked for. The rehearsal's own products, in repositories of their own, are accepted.
/// </summary>
internal sealed class RehearsalPolicy(IProviderAvailability availability, IRehearsal rehearsal, FactoryPaths paths)
{
    private const string SetAKey =
        "Set a key, for example ANTHROPIC_API_KEY or OPENAI_API_KEY, or OLLAMA_HOST for models of your own, and start the factory again";

    /// <summary>Returns what a rehearsal of an idea would build; null when a real model is available.</summary>
    public RehearsalPreview? Preview(string idea) =>
        IsActive ? new(rehearsal.Products, rehearsal.Match(idea), rehearsal.Fallback) : null;

    /// <summary>
    /// Returns the demonstration product that a rehearsal of an idea builds; null when a real model is available. Its
    /// repository has this name and not the idea's.
    /// </summary>
    public string? ProductFor(string idea) => IsActive ? rehearsal.Match(idea) ?? rehearsal.Fallback : null;

    /// <summary>Returns why a run cannot be a rehearsal; null when it can be one, or is none.</summary>
    public Problem? CheckRun(string idea, StartRunRequest request) =>
        !IsActive ? null
        : request.Repository is { } repository ? RepositoryProblem(repository, "--repo")
        : request.Rehearse || rehearsal.Match(idea) is not null ? null
        : new Problem(
            ErrorCodes.RehearsalNoMatch,
            "No real model is available, and none of the demonstration products that the rehearsal models can build fits the idea. "
                + $"They are: {string.Join(", ", rehearsal.Products)}.",
            $"{SetAKey}. To see a rehearsal with the product '{rehearsal.Fallback}' nevertheless: --rehearse");

    /// <summary>Returns why a task cannot be a rehearsal; null when it can be one, or is none.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="expects">What it must end with.</param>
    /// <param name="request">The request.</param>
    public Problem? CheckTask(string kind, ArtifactKind expects, CreateTaskRequest request) =>
        !IsActive ? null
        : expects == ArtifactKind.Change ? new Problem(
            ErrorCodes.RehearsalKind,
            "No real model is available, and a rehearsal cannot change a product: its change would be that of a demonstration product.",
            $"{SetAKey}. A whole run can be rehearsed, in a repository of its own: factory run \"IDEA\" --rehearse")
        : request.Repository is { } repository ? RepositoryProblem(repository, "--repo")
        : !rehearsal.Supports(kind) ? new Problem(
            ErrorCodes.RehearsalKind,
            $"No real model is available, and the rehearsal models cannot do tasks of the kind '{kind}'.",
            $"{SetAKey}.")
        : request.Rehearse ? null
        : new Problem(
            ErrorCodes.RehearsalNotAccepted,
            "No real model is available. A rehearsal model is a script: its result would have nothing to do with the task.",
            $"{SetAKey}. To see a rehearsal nevertheless: --rehearse");

    /// <summary>
    /// Returns why the product of a run cannot be worked on in a rehearsal; null when it can be, or it is none. Only a
    /// repository that the factory created is not the operator's.
    /// </summary>
    public Problem? CheckProduct(ProductRef product) =>
        IsActive && product.Repository != paths.Repository(product.Name) 
            ? RepositoryProblem(product.Repository, "--run of a run that was started with --repo")
            : null;

    // A wrong path first: with a key, too, nothing could be done with it.
    private static Problem RepositoryProblem(string repository, string option) => !Directory.Exists(repository)
        ? new(ErrorCodes.RepositoryInvalid, $"There is no folder {repository}.", "Name an existing git repository.")
        : new(
        ErrorCodes.RehearsalRepository,
        "No real model is available, and the rehearsal models do not work in your repositories: what they make has nothing to do "
            + "with them.",
        $"{SetAKey}. A rehearsal works in a repository of its own: leave out {option}.");

    // Not by the provider's name: the operator can call it anything in models.json.
    private bool IsActive =>
        availability.Providers.Where(p => p.IsAvailable).ToList() is { Count: > 0 } available
        && available.TrueForAll(p => p.Provider.Api == ModelApi.Rehearsal);
}
