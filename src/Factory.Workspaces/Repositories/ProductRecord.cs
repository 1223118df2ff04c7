namespace Factory.Workspaces.Repositories;

/// <summary>The contents of <c>product.json</c>.</summary>
/// <param name="Id">The product's id.</param>
/// <param name="Repository">Full path of the repository's top folder.</param>
/// <param name="Branch">The branch into which results are merged.</param>
internal sealed record ProductRecord(ProductId Id, string Repository, string Branch);
