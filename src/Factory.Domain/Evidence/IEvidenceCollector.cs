using Factory.Contracts.Evidence;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Evidence;

/// <summary>Runs what proves or disproves a change: the product's own build and tests, on a fresh checkout, in the sandbox, by the factory itself.</summary>
public interface IEvidenceCollector
{
    /// <summary>Collects evidence for a commit.</summary>
    /// <param name="baseCommit">Where the change started, for the limits on its size; null to leave those out.</param>
    /// <param name="report">Called before each command with a line for the progress: <c>running test: dotnet …</c>.</param>
    Task<EvidenceReport> CollectAsync(ProductRef product, string commit, string? baseCommit, Func<string, Task> report, CancellationToken cancellationToken);
}
