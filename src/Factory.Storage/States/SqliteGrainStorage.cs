using System.Globalization;
using Factory.Domain.States;
using Orleans.Storage;

namespace Factory.Storage.States;

/// <summary>
/// Orleans grain storage over the database. A state that is <see cref="IDurableState"/> is committed together with its index
/// row, events and outbox messages.
/// </summary>
/// <remarks>
/// No <c>ConfigureAwait(false)</c> in this class: the code after a write (the new etag,
/// <see cref="IDurableState.AcceptChanges"/>) changes the grain's own objects and must run in the grain's turn.
/// </remarks>
internal sealed class SqliteGrainStorage(FactoryDatabase database) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var key = KeyOf(stateName, grainId);
        var row = await database.Reads.ReadAsync(db => StateRow.Find(db, stateName, key), cancellationToken);
        if (row is null)
        {
            Reset(grainState);
            return;
        }

        grainState.State = StateJson.Read<T>(row)!;
        grainState.ETag = row.Etag.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var state = grainState.State;
        var change = StateChange.ToWrite(
            stateName, KeyOf(stateName, grainId), grainState.ETag, state, database.Options, database.Time.GetUtcNow());
        var etag = await database.Writer.WriteAsync(change.Write, cancellationToken);
        grainState.ETag = etag;
        grainState.RecordExists = true;

        // Only as many as were written: an interleaved turn may have staged more while this write waited for the disk.
        (state as IDurableState)?.AcceptChanges(change.Events.Length, change.Messages.Length);
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var state = grainState.State;
        var change = StateChange.ToClear(
            stateName, KeyOf(stateName, grainId), grainState.ETag, state, database.Options, database.Time.GetUtcNow());
        await database.Writer.WriteAsync(change.Clear, cancellationToken);
        (state as IDurableState)?.AcceptChanges(change.Events.Length, change.Messages.Length);
        Reset(grainState);
    }

    private static string KeyOf(string stateName, GrainId grainId)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateName);
        var key = grainId.Key.ToString();
        return string.IsNullOrEmpty(key) ? throw new ArgumentException("The grain has no key.", nameof(grainId)) : key;
    }

    private static void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = NewState<T>.Create();
        grainState.ETag = null!;
        grainState.RecordExists = false;
    }

    /// <summary>Creates the state of a grain that has no record.</summary>
    private static class NewState<T>
    {
        public static T Create() => HasConstructor
            ? Activator.CreateInstance<T>()
            : throw new InvalidOperationException($"State {typeof(T)} needs a public constructor without parameters: that is what a " +
                "grain without a record starts from.");

        private static readonly bool HasConstructor = typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is not null;
    }
}
