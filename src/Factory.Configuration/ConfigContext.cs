using Factory.Domain.Configuration;
using Factory.Domain.Models;

namespace Factory.Configuration;

/// <summary>What the files are checked against: this machine and this build.</summary>
public sealed record ConfigContext
{
    /// <value>Looks an environment variable up; null when it is not set. Default: none is set. The composition root gives the real environment.</value>
    public Func<string, string?> GetEnvironmentVariable { get; init; } = static _ => null;

    /// <value>Names of the deploy targets that pipelines may use; empty, the default, to leave them unchecked.</value>
    public IReadOnlyCollection<string> Targets { get; init; } = [];

    /// <value>Takes from the catalogue what this machine can use, and reports what is wrong with its environment. Default: all of it.</value>
    public Func<ModelCatalogue, Action<ConfigProblem>, ModelCatalogue> SelectModels { get; init; } = static (catalogue, _) => catalogue;
}
