namespace Factory.Contracts.Retention;

/// <summary>An expired item on disk.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">An attempt's id, or a product's name and the tree of a build.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LastUsed">When it was last used.</param>
/// <param name="RetainedReason">Why it is kept nevertheless; null when it is deleted.</param>
public sealed record RetentionItem(RetentionKind Kind, string Name, long Bytes, DateTimeOffset LastUsed, string? RetainedReason = null);

/// <summary>Kinds of items that expire.</summary>
public enum RetentionKind
{
    /// <summary>The transcript of an attempt.</summary>
    Transcript,

    /// <summary>The working copy of an attempt.</summary>
    WorkingCopy,

    /// <summary>The build of a tree of a product.</summary>
    Build,
}
