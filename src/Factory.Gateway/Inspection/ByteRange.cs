namespace Factory.Gateway.Inspection;

/// <summary>A range of a buffer.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many bytes; 0 for no range.</param>
internal readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>Whether it is a range.</summary>
    public bool Exists => Length > 0;
}
