using Factory.Grains.Abstractions.Kev;
using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

/// <summary>Records what happens to products in the event log.</summary>
internal sealed partial class ProductEvents(IGrainFactory grains, ILogger<ProductEvents> logger)
{
    /// <summary>Records an event. A failure is logged: products are served without a record, too.</summary>
    /// <param name="type">One of <see cref="Factory.Contracts.Events.EventTypes"/>.</param>
    /// <param name="product">The product's name.</param>
    /// <param name="message">One line for people.</param>
    public async Task RecordAsync(string type, string product, string message)
    {
        try
        {
            await grains.GetGrain<IKevGrain>(IKevGrain.Key).RecordProductEvent(type, product, message);
        }
        catch (Exception exception)
        {
            LogNotRecorded(exception, type, product, message);
        }
    }
}
