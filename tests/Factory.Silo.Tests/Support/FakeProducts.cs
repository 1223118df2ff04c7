using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Domain.Deployments;

namespace Factory.Silo.Tests.Support;

/// <summary>One product, <c>shop</c>, with the versions 1 to 3.</summary>
internal sealed class FakeProducts : IDeployedProducts
{
    private ProductView? _shop = View(ProductStatus.Running, 3);

    /// <summary>What <see cref="StartAsync"/> throws; null for nothing.</summary>
    public Exception? Failure { get; set; }

    public Task<IReadOnlyList<ProductView>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ProductView>>(_shop is null ? [] : [_shop]);

    public Task<Result<ProductView>> FindAsync(string name, CancellationToken cancellationToken) => Answer(name, shop => shop);

    public Task<Result<ProductLogs>> ReadLogsAsync(string name, CancellationToken cancellationToken) =>
        Answer(name, shop => new ProductLogs(name, shop.Version, "listening"));

    public Task<Result<ProductView>> StopAsync(string name, CancellationToken cancellationToken) =>
        Answer(name, shop => _shop = View(ProductStatus.Stopped, shop.Version));

    public Task<Result<ProductView>> StartAsync(string name, CancellationToken cancellationToken) =>
        Failure is null ? Answer(name, shop => _shop = View(ProductStatus.Running, shop.Version)) : throw Failure;

    public Task<Result<ProductView>> RollBackAsync(string name, int? version, CancellationToken cancellationToken) =>
        Answer(name, shop => _shop = View(ProductStatus.Running, version ?? shop.Version - 1));

    public Task<Result<ProductView>> RemoveAsync(string name, CancellationToken cancellationToken) =>
        Answer(name, shop =>
        {
            _shop = null;
            return shop;
        });

    private static ProductView View(ProductStatus status, int version) => new(
        "shop",
        status,
        status == ProductStatus.Running ? "http://localhost:20000/" : null,
        version,
        "/repositories/shop",
        "main",
        [.. new[] { 3, 2, 1 }.Select(n => new ProductVersionView(n, $"c{n}", DateTimeOffset.UnixEpoch.AddDays(n)))]);

    private Task<Result<T>> Answer<T>(string name, Func<ProductView, T> answer)
        where T : class =>
        Task.FromResult<Result<T>>(name == "shop" && _shop is not null
            ? answer(_shop)
            : new Problem(ErrorCodes.NotFound, $"There is no deployed product {name}.", "factory product list"));
}
