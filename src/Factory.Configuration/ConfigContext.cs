using Factory.Domain.Configuration;
using Factory.Domain.Models;

namespace Factory.Configuration;

/// <summary>The facts about this machine and this build that the files are checked against.</summary>
public sealed record ConfigContext
{
    /// <value>
    /// Reads an environment variable; returns null when it is not set. Default: no variable is set. The composition
    /// root passes the real environment.
    /// </value>
    public Func<string, string?> GetEnvironmentVariable { get; init; } = static _ => null;

    /// <value>Names of the deploy targets that pipelines may use; empty, the default, to leave them unchecked.</value>
    public IReadOnlyCollection<string> Targets { get; init; } = [];

    /// <value>
    /// Selects the models that this machine can use, and reports problems of its environment. Default: all models.
    /// </value>
    public Func<ModelCatalogue, Action<ConfigProblem>, ModelCatalogue> SelectModels { get; init; } = static (catalogue, _) => catalogue;
}
