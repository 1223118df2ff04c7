namespace Factory.Contracts.Retention;

/// <summary>An expired item on disk.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">An attempt's id, or a product's name and the tree of a build.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LastUsed">When it was last used.</param>
/// <param name="RetainedReason">Why it is kept nevertheless; null when it is deleted.</param>
/// <param name="Forced">True when it is deleted although it contains work that is in no repository, or had to be assumed
/// to: by <c>--force</c>, or because the working copies exceed their quota.</param>
/// <param name="SavedAs">The git reference in the product's repository under which its work was saved; null for
/// none.</param>
/// <param name="LeftOut">What could not be saved, a line for each file with the reason; null for nothing.</param>
public sealed record RetentionItem(
    RetentionKind Kind,
    string Name,
    long Bytes,
    DateTimeOffset LastUsed,
    string? RetainedReason = null,
    bool Forced = false,
    string? SavedAs = null,
    IReadOnlyList<string>? LeftOut = null);

/// <summary>Kinds of items that expire.</summary>
public enum RetentionKind
{
    /// <summary>The transcript of an attempt.</summary>
    Transcript,

    /// <summary>The working copy of an attempt.</summary>
    WorkingCopy,

    /// <summary>The build of a tree of a product.</summary>
    Build,

    /// <summary>The home, prompts and output of an attempt's coding CLI.</summary>
    RunnerSession,
}
