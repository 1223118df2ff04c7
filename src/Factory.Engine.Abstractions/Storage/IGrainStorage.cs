using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps grain state. To add a store: implement this and register it as a keyed service under the store's name.</summary>
/// <remarks>Called from many grains at once. Throw <see cref="InconsistentStateException"/> when the record's etag is not the stored one.</remarks>
public interface IGrainStorage
{
    /// <summary>Fills the record; a record that is not stored gets <c>RecordExists</c> false and a null etag.</summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ReadStateAsync(stateName, grainId, grainState);

    /// <summary>Stores the record and gives it its new etag.</summary>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        WriteStateAsync(stateName, grainId, grainState);

    /// <summary>Deletes the record.</summary>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ClearStateAsync(stateName, grainId, grainState);
}
