using Factory.Contracts.Ids;
using Factory.Domain.Ids;

namespace Factory.TestKit.Builders;

/// <summary>Ids that count from 1, for tests that name them.</summary>
public sealed class SequentialIdGenerator : IIdGenerator
{
    private int _last;

    /// <inheritdoc/>
    public T New<T>()
        where T : struct, IId<T> => T.From($"{T.Kind}-{Interlocked.Increment(ref _last)}");
}
