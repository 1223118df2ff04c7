using Factory.Contracts.Reviews;

namespace Factory.Contracts.Artifacts;

/// <summary>Kinds of typed results that agents submit.</summary>
public enum ArtifactKind
{
    /// <summary><see cref="ResearchNote"/>.</summary>
    Research,

    /// <summary><see cref="Requirements"/>.</summary>
    Requirements,

    /// <summary><see cref="ChangeSet"/>.</summary>
    Change,

    /// <summary><see cref="ReviewReport"/>.</summary>
    Review,

    /// <summary><see cref="Deployment"/>.</summary>
    Deployment,
}
