namespace Factory.Architecture.Tests.Lines;

/// <summary>A place that breaks a rule of length.</summary>
/// <param name="Member">Its type and name, <c>TaskRules.Review</c>: without namespace and folder, so that a move
/// changes nothing.</param>
/// <param name="Value">The value that exceeds the limit.</param>
/// <param name="Place">File and line, for people.</param>
internal sealed record Violation(string Member, int Value, string Place);
