namespace Factory.Workspaces.Repositories;

/// <summary>What <c>product.json</c> says of a product.</summary>
/// <param name="Id">The product.</param>
/// <param name="Repository">Full path of its repository's top folder.</param>
/// <param name="Branch">The branch that results are merged into.</param>
internal sealed record ProductRecord(ProductId Id, string Repository, string Branch);
