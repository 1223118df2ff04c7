using Factory.Contracts.Api;
using Factory.Contracts.Deployments;

namespace Factory.Client;

/// <content>Deployed products.</content>
public sealed partial class FactoryClient
{
    /// <summary>The deployed products, by name.</summary>
    public Task<IReadOnlyList<ProductView>> ListProductsAsync(CancellationToken cancellationToken = default) =>
        _api.GetAsync<IReadOnlyList<ProductView>>("api/products", cancellationToken);

    /// <summary>One deployed product.</summary>
    public Task<ProductView> GetProductAsync(string name, CancellationToken cancellationToken = default) =>
        _api.GetAsync<ProductView>($"api/products/{Uri.EscapeDataString(name)}", cancellationToken);

    /// <summary>The end of what the product's program printed since it was started.</summary>
    public Task<ProductLogs> GetProductLogsAsync(string name, CancellationToken cancellationToken = default) =>
        _api.GetAsync<ProductLogs>($"api/products/{Uri.EscapeDataString(name)}/logs", cancellationToken);

    /// <summary>Stops a product until it is started or deployed again. Idempotent.</summary>
    public Task<ProductView> StopProductAsync(string name, CancellationToken cancellationToken = default) =>
        _api.PostAsync<ProductView>($"api/products/{Uri.EscapeDataString(name)}/stop", null, null, cancellationToken);

    /// <summary>Serves a stopped product again. Idempotent.</summary>
    public Task<ProductView> StartProductAsync(string name, CancellationToken cancellationToken = default) =>
        _api.PostAsync<ProductView>($"api/products/{Uri.EscapeDataString(name)}/start", null, null, cancellationToken);

    /// <summary>Serves an earlier version of a product, if it is healthy.</summary>
    /// <param name="name">The product's name.</param>
    /// <param name="version">The version's number; null for the newest one before the present one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<ProductView> RollBackProductAsync(string name, int? version = null, CancellationToken cancellationToken = default) =>
        _api.PostAsync<ProductView>(
            $"api/products/{Uri.EscapeDataString(name)}/rollback",
            new RollBackProductRequest(version),
            null,
            cancellationToken);

    /// <summary>Stops a product and forgets its versions; its repository stays.</summary>
    public Task<ProductView> RemoveProductAsync(string name, CancellationToken cancellationToken = default) =>
        _api.DeleteAsync<ProductView>($"api/products/{Uri.EscapeDataString(name)}", cancellationToken);
}
