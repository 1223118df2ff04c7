using Factory.Contracts.Api;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Runs;
using Factory.Domain.Deployments;

namespace Factory.Silo.Runs;

/// <summary>
/// Removes from views of runs the addresses at which nothing answers, and says why. A run records where its product was
/// deployed once, and knows nothing of what the operator did with the product since.
/// </summary>
internal static class RunServing
{
    private const string Removed = "removed";

    /// <summary>The run with its address only while its product is served.</summary>
    public static async Task<RunView> WithServingAsync(this RunView run, IDeployedProducts products, CancellationToken cancellationToken) =>
        run.Url is null ? run : With(run, await ReadAsync(run.Product.Name, products, cancellationToken));

    /// <summary>The runs with their addresses only while their products are served.</summary>
    public static async Task<Page<RunView>> WithServingAsync(
        this Page<RunView> page,
        IDeployedProducts products,
        CancellationToken cancellationToken)
    {
        var runs = new List<RunView>(page.Items.Count);
        foreach (var run in page.Items)
        {
            runs.Add(await run.WithServingAsync(products, cancellationToken));
        }

        return page with { Items = runs };
    }

    /// <summary>The run as it is while no silo runs, which would serve its product.</summary>
    /// <param name="run">As it is stored.</param>
    /// <param name="isStopped">Whether the operator stopped the product; null when it is deployed no more.</param>
    public static RunView WithoutSilo(this RunView run, bool? isStopped) => run.Url is null ? run : run with
    {
        Url = null,
        NotServed = isStopped switch
        {
            null => Removed,
            true => Stopped(run.Product.Name),
            false => "nothing serves it while the factory is down: factory up",
        },
    };

    private static async Task<(string? Url, string? Reason)> ReadAsync(
        string name,
        IDeployedProducts products,
        CancellationToken cancellationToken)
    {
        try
        {
            var found = await products.FindAsync(name, cancellationToken);
            return !found.IsAccepted() ? (null, Removed) : found.Value switch
            {
                { Url: { } url, Status: ProductStatus.Running or ProductStatus.Asleep } => (url, null),
                { Status: ProductStatus.Stopped } => (null, Stopped(name)),
                _ => (null, $"it does not run: factory product show {name}"),
            };
        }
        catch (FactoryException unreadable) when (unreadable.Code == ErrorCodes.DataUnusable)
        {
            // One product's broken file must not hide all runs.
            return (null, unreadable.Message);
        }
    }

    private static RunView With(RunView run, (string? Url, string? Reason) serving) =>
        run with { Url = serving.Url, NotServed = serving.Reason };

    private static string Stopped(string name) => $"stopped: factory product start {name}";
}
