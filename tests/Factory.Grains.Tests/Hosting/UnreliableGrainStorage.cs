using Factory.Contracts.Errors;
using Orleans.Storage;

namespace Factory.Grains.Tests.Hosting;

/// <summary>A real store whose writes fail where the test says so.</summary>
/// <param name="store">The store.</param>
internal sealed class UnreliableGrainStorage(IGrainStorage store) : IGrainStorage
{
    /// <summary>How the write of a state fails; null writes as usual.</summary>
    public Func<object, FailedWrite?> Fails { get; set; } = _ => null;

    public int Failures { get; private set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        store.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var failure = Fails(grainState.State!);
        if (failure != FailedWrite.NotOnDisk)
        {
            // A lost response brings no new etag.
            var written = failure is null ? grainState : new GrainState<T>(grainState.State, grainState.ETag);
            await store.WriteStateAsync(stateName, grainId, written);
        }

        if (failure is not null)
        {
            Failures++;
            throw new FactoryException(ErrorCodes.DiskFull, $"the write of {grainId} fails", retryable: true);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        store.ClearStateAsync(stateName, grainId, grainState);
}
