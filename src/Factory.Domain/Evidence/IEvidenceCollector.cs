using Factory.Contracts.Evidence;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Evidence;

/// <summary>
/// Builds and tests a commit on a fresh checkout in the sandbox. A review must not contradict the result.
/// </summary>
public interface IEvidenceCollector
{
    /// <summary>Collects the evidence of a commit.</summary>
    /// <param name="product">The product.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="baseCommit">The commit that the change is based on, for the limits on its size; null to skip
    /// those.</param>
    /// <param name="report">Called before each command with a line that describes it: <c>running test: dotnet
    /// …</c>.</param>
    Task<EvidenceReport> CollectAsync(
        ProductRef product,
        string commit,
        string? baseCommit,
        Func<string, Task> report,
        CancellationToken cancellationToken);
}
