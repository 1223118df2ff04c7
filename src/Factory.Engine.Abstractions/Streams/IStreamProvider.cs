using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A named family of streams. Streams need no creation: every id has one.</summary>
public interface IStreamProvider
{
    string Name { get; }

    bool IsRewindable { get; }

    IAsyncStream<T> GetStream<T>(StreamId streamId);
}
