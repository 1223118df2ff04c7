using Factory.Engine.Activations;
using Orleans.Runtime;
using Orleans.Storage;

namespace Factory.Engine.State;

/// <summary>One stored record of an activation. When storing fails the activation ends after its calls, and the next one reads again.</summary>
internal sealed class PersistentState<TState>(Activation activation, string stateName, IGrainStorage storage) : IPersistentState<TState>
{
    private readonly GrainState<TState> _record = new() { State = EmptyState<TState>.Create() };

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        await storage.ReadStateAsync(stateName, activation.GrainId, _record, cancellationToken);
        _record.State ??= EmptyState<TState>.Create();
    }

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public async Task WriteStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.WriteStateAsync(stateName, activation.GrainId, _record, cancellationToken);
        }
        catch (Exception failure)
        {
            DistrustMemory(failure);
            throw;
        }
    }

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.ClearStateAsync(stateName, activation.GrainId, _record, cancellationToken);
            _record.State = EmptyState<TState>.Create();
            _record.RecordExists = false;
        }
        catch (Exception failure)
        {
            DistrustMemory(failure);
            throw;
        }
    }

    /// <summary>What is in memory may differ from what is stored, in either direction.</summary>
    private void DistrustMemory(Exception failure) =>
        activation.Deactivate(new(DeactivationReasonCode.ApplicationError, failure, $"Storing state '{stateName}' failed."));
}
