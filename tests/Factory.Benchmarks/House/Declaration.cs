namespace Factory.Benchmarks.House;

/// <summary>A type or a member, which may be declared in parts.</summary>
/// <param name="Name">Of a type: the same for all its parts. Null for a member, which has one part.</param>
/// <param name="Holds">Whether this part has what is asked for: <c>sealed</c>, or documentation.</param>
internal sealed record Declaration(string? Name, bool Holds);
