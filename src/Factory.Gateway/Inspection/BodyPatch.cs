namespace Factory.Gateway.Inspection;

/// <summary>One change of a body: a stretch of it makes room for other bytes.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes that go; 0 for an insertion.</param>
/// <param name="Replacement">Bytes that come.</param>
internal readonly record struct BodyPatch(int Start, int Length, byte[] Replacement)
{
    /// <summary>Replaces a value.</summary>
    public static BodyPatch Replace(ByteRange at, byte[] text) => new(at.Start, at.Length, text);

    /// <summary>Puts a property first in an object.</summary>
    /// <param name="inside">The first byte after its brace.</param>
    /// <param name="hasMembers">Whether another property follows.</param>
    public static BodyPatch Insert(int inside, bool hasMembers, byte[] property) => new(inside, 0, hasMembers ? [.. property, (byte)','] : property);
}
