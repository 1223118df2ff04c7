using System.Threading.Channels;
using Factory.Contracts.Ledger;
using Factory.Domain.Ledger;
using Microsoft.Extensions.Logging;

namespace Factory.Models.Metering;

/// <summary>
/// Ledger rows on their way to disk: calls do not wait for them, and rows that come together share a commit. A row that cannot be written is tried until it can; meanwhile the lease
/// that paid for it stays open, so that nothing is spent twice.
/// </summary>
internal sealed class RowQueue(ILedger ledger, MeterOptions options, TimeProvider time, ILogger log)
{
    private const int Together = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Row> _rows = Channel.CreateUnbounded<Row>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private TaskCompletionSource? _room;
    private int _waiting;

    /// <summary>Rows that are not on disk yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Completes at once while there is room for more rows.</summary>
    public ValueTask RoomAsync(CancellationToken cancellationToken)
    {
        if (Waiting < options.MaxRowsWaiting)
        {
            return ValueTask.CompletedTask;
        }

        lock (_lock)
        {
            return Waiting < options.MaxRowsWaiting
                ? ValueTask.CompletedTask
                : new((_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Takes a row; never waits.</summary>
    public void Add(LedgerRow row, Purse purse, PurseLease lease)
    {
        Interlocked.Increment(ref _waiting);
        _rows.Writer.TryWrite(new Row(row, purse, lease));
    }

    /// <summary>No more rows come; <see cref="RunAsync"/> ends when those there are on disk.</summary>
    public void Complete() => _rows.Writer.TryComplete();

    /// <summary>Writes rows as they come, until <see cref="Complete"/>.</summary>
    /// <param name="stop">Gives up on rows that cannot be written: their leases stay open and are reconciled at the next start.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var batch = new List<Row>();
        while (await _rows.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            while (batch.Count < Together && _rows.Reader.TryRead(out var row))
            {
                batch.Add(row);
            }

            while (batch.Count > 0)
            {
                await WriteAsync(batch, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(List<Row> batch, CancellationToken stop)
    {
        var writes = batch.ConvertAll(r => ledger.AppendAsync(r.Value));
        Exception? failure = null;
        var failed = new List<Row>();
        for (var i = 0; i < writes.Count; i++)
        {
            try
            {
                await writes[i].ConfigureAwait(false);
                Written(batch[i]);
            }
            catch (Exception e)
            {
                failure = e;
                failed.Add(batch[i]);
            }
        }

        batch.Clear();
        if (failure is not null)
        {
            batch.AddRange(failed);
            MeterLog.RowsFailed(log, failed.Count, failure);
            await Task.Delay(Pause, time, stop).ConfigureAwait(false);
        }
    }

    private void Written(Row row)
    {
        row.Purse.RowWritten(row.Lease);
        if (Interlocked.Decrement(ref _waiting) < options.MaxRowsWaiting && Volatile.Read(ref _room) is not null)
        {
            lock (_lock)
            {
                _room?.TrySetResult();
                _room = null;
            }
        }
    }

    private readonly record struct Row(LedgerRow Value, Purse Purse, PurseLease Lease);
}
