namespace Factory.Contracts.Deployments;

/// <summary>What the program of a product printed.</summary>
/// <param name="Product">The product's name.</param>
/// <param name="Version">The number of the version that printed it.</param>
/// <param name="Text">The end of its output since it was started; untrusted. Empty for a product of static files, and
/// while the product is not served.</param>
public sealed record ProductLogs(string Product, int Version, string Text);
