namespace Factory.Workspaces.WorkingCopies;

/// <summary>What was saved of a working copy.</summary>
/// <param name="Reference">The git reference of the commit in the product's repository; null when all of it was there
/// already.</param>
/// <param name="LeftOut">A line for each file that git does not accept, with the reason.</param>
internal sealed record RescuedWork(string? Reference, IReadOnlyList<string> LeftOut);
