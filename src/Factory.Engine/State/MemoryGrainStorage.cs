using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;
using Orleans.Storage;

namespace Factory.Engine.State;

/// <summary>Keeps state as JSON in memory, for tests and throw-away hosts. Copies, so that what was not written is not seen.</summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), Row> _rows = new();
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = _rows.TryGetValue((stateName, grainId), out var row);
        grainState.RecordExists = found;
        grainState.ETag = row?.ETag;
        grainState.State = found ? JsonSerializer.Deserialize<T>(row!.Json) : default;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = new Row(JsonSerializer.SerializeToUtf8Bytes(grainState.State), NextETag());
        Swap(stateName, grainId, grainState.ETag, row);
        grainState.ETag = row.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Swap(stateName, grainId, grainState.ETag, null);
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private string NextETag() => Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);

    private void Swap(string stateName, GrainId grainId, string? expected, Row? next)
    {
        lock (_rows)
        {
            var key = (stateName, grainId);
            var stored = _rows.TryGetValue(key, out var row) ? row.ETag : null;
            if (stored != expected)
            {
                throw new InconsistentStateException($"State '{stateName}' of {grainId} was written by somebody else.", stored, expected);
            }

            if (next is null)
            {
                _rows.TryRemove(key, out _);
            }
            else
            {
                _rows[key] = next;
            }
        }
    }

    private sealed record Row(byte[] Json, string ETag);
}
