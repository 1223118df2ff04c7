namespace Factory.Contracts.Deployments;

/// <summary>A version of a product.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Commit">The commit that it was built from.</param>
/// <param name="DeployedAt">When it was first healthy.</param>
public sealed record ProductVersionView(int Number, string Commit, DateTimeOffset DeployedAt);
