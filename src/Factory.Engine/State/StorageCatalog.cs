using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Factory.Engine.State;

/// <summary>Finds stores by the names that grains give.</summary>
internal sealed class StorageCatalog(IServiceProvider services)
{
    /// <exception cref="InvalidOperationException">No such store is registered.</exception>
    public IGrainStorage Find(string? storageName, string stateName) =>
        (storageName is null ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(storageName))
        ?? throw new InvalidOperationException(storageName is null
            ? $"State '{stateName}' names no store and there is no default one: register an {nameof(IGrainStorage)} service without a key."
            : $"State '{stateName}' wants the store '{storageName}': register a keyed {nameof(IGrainStorage)} service under that name.");
}
