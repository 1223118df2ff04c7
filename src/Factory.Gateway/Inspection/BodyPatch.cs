namespace Factory.Gateway.Inspection;

/// <summary>One change of a body: a range of it is replaced.</summary>
/// <param name="Start">The first byte to replace.</param>
/// <param name="Length">How many bytes to replace; 0 for an insertion.</param>
/// <param name="Replacement">The new bytes.</param>
internal readonly record struct BodyPatch(int Start, int Length, byte[] Replacement)
{
    /// <summary>Replaces a value.</summary>
    public static BodyPatch Replace(ByteRange at, byte[] text) => new(at.Start, at.Length, text);

    /// <summary>Inserts a property at the beginning of an object.</summary>
    /// <param name="inside">The first byte after its opening brace.</param>
    /// <param name="hasMembers">Whether another property follows.</param>
    /// <param name="property">Name and value.</param>
    public static BodyPatch Insert(
        int inside,
        bool hasMembers,
        byte[] property) => new(inside, 0, hasMembers ? [.. property, (byte)','] : property);
}
