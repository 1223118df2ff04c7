namespace Factory.Contracts.Deployments;

/// <summary>A deployed product as the API returns it.</summary>
/// <param name="Name">Its name; unique on a silo.</param>
/// <param name="Status">Whether it is served.</param>
/// <param name="Url">Its URL; null while nothing listens there: it is stopped, or no port was free.</param>
/// <param name="Version">The number of the version that is served, or would be after a start.</param>
/// <param name="Repository">Full path of its git repository on the silo's machine.</param>
/// <param name="Branch">The branch that results are merged into.</param>
/// <param name="Versions">Every version that was ever healthy, newest first.</param>
/// <param name="Reason">Why it failed, with the end of its output; untrusted. Null while it has not.</param>
public sealed record ProductView(
    string Name,
    ProductStatus Status,
    string? Url,
    int Version,
    string Repository,
    string Branch,
    IReadOnlyList<ProductVersionView> Versions,
    string? Reason = null);
