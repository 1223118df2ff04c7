using System.Runtime.CompilerServices;
using Factory.Domain.States;

namespace Factory.Storage.States;

/// <summary>
/// Reads states page by page. A state that is written during the scan is returned as it was before or after that write.
/// </summary>
internal sealed class StateScanner(FactoryDatabase database) : IStateScanner
{
    private const int PageSize = 128;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(
        string stateName,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateName);
        var after = "";
        while (true)
        {
            // Pages and not one long reader: a connection is held for a page only, and an open read transaction would
            // keep SQLite from checkpointing its log, which would then grow for as long as recovery takes.
            var key = after;
            var page = await database.Reads.ReadAsync(db => StateRow.Page(db, stateName, key, PageSize), cancellationToken);
            foreach (var row in page)
            {
                if (StateJson.Read<T>(row) is { } state)
                {
                    yield return new ScannedState<T>(row.Key, state);
                }
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Key;
        }
    }
}
