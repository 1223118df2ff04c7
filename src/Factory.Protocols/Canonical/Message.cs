namespace Factory.Protocols.Canonical;

/// <summary>
/// One message of a conversation. Two in a row never have the same role, and results of tools come first:
/// <see cref="MessageNormalizer"/>.
/// </summary>
/// <param name="Role">The author.</param>
/// <param name="Parts">The content, of the kinds that <see cref="MessageParts"/> allows for the role.</param>
internal sealed record Message(Role Role, IReadOnlyList<ContentPart> Parts);
