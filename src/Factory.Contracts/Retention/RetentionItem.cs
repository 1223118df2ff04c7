namespace Factory.Contracts.Retention;

/// <summary>Something on disk that has been kept long enough.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">An attempt's id, or a product's name and the tree that was built.</param>
/// <param name="Bytes">What it takes.</param>
/// <param name="LastUsed">Since when nobody needed it.</param>
/// <param name="RetainedReason">Why it is not deleted; null when it is.</param>
public sealed record RetentionItem(RetentionKind Kind, string Name, long Bytes, DateTimeOffset LastUsed, string? RetainedReason = null);

/// <summary>What piles up.</summary>
public enum RetentionKind
{
    /// <summary>What an attempt said and did.</summary>
    Transcript,

    /// <summary>The folder that an attempt worked in.</summary>
    WorkingCopy,

    /// <summary>A built tree of a product, also that of an old version.</summary>
    Build,
}
