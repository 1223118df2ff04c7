using System.Threading.Channels;
using Factory.Contracts.Ledger;
using Factory.Domain.Ledger;
using Factory.Metering.Budgets;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Ledger;

/// <summary>
/// Ledger rows on their way to disk: calls do not wait for them, and rows that come together share a write. A row that cannot be written is tried until it can; meanwhile the lease
/// that paid for it stays open, so that nothing is spent twice.
/// </summary>
internal sealed class LedgerWriter(ILedger ledger, MeterOptions options, TimeProvider time, ILogger<LedgerWriter> log)
{
    private const int MaxBatchRows = 512;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<Row> _rows = Channel.CreateUnbounded<Row>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private TaskCompletionSource? _capacity;
    private TaskCompletionSource? _flushDelay;
    private int _pending;
    private int _expedited;

    /// <summary>Rows that are not on disk yet.</summary>
    public int PendingCount => Volatile.Read(ref _pending);

    /// <summary>Completes at once while there is room for more rows.</summary>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        if (PendingCount < options.MaxPendingRows)
        {
            return ValueTask.CompletedTask;
        }

        lock (_lock)
        {
            return PendingCount < options.MaxPendingRows
                ? ValueTask.CompletedTask
                : new((_capacity ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Takes a row; never waits.</summary>
    public void Add(LedgerRow row, SpendAccount account, AccountLease lease)
    {
        _rows.Writer.TryWrite(new Row(row, account, lease));
        if (Interlocked.Increment(ref _pending) == MaxBatchRows)
        {
            EndFlushDelay();
        }
    }

    /// <summary>Somebody waits for rows to be on disk: none is held back to gather more, until what is returned is disposed.</summary>
    public IDisposable ExpediteFlush()
    {
        Interlocked.Increment(ref _expedited);
        EndFlushDelay();
        return new FlushExpedite(this);
    }

    /// <summary>No more rows come; <see cref="RunAsync"/> ends when those there are on disk.</summary>
    public void Complete()
    {
        _rows.Writer.TryComplete();
        _ = ExpediteFlush();
    }

    /// <summary>Writes rows as they come, until <see cref="Complete"/>.</summary>
    /// <param name="stop">Gives up on rows that cannot be written: their leases stay open and are reconciled at the next start.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        while (await _rows.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            await DelayFlushAsync(stop).ConfigureAwait(false);
            var batch = new List<Row>();
            while (batch.Count < MaxBatchRows && _rows.Reader.TryRead(out var row))
            {
                batch.Add(row);
            }

            await WriteAsync(batch, stop).ConfigureAwait(false);
        }
    }

    private async Task DelayFlushAsync(CancellationToken stop)
    {
        TaskCompletionSource gathering;
        lock (_lock)
        {
            if (options.FlushDelay <= TimeSpan.Zero || PendingCount >= MaxBatchRows || Volatile.Read(ref _expedited) > 0)
            {
                return;
            }

            _flushDelay = gathering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            await gathering.Task.WaitAsync(options.FlushDelay, time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What has come by now goes.
        }
    }

    private void EndFlushDelay()
    {
        lock (_lock)
        {
            _flushDelay?.TrySetResult();
        }
    }

    /// <summary>All in one write. Where that fails each goes alone, so that one bad row does not hold the others back.</summary>
    private async Task WriteAsync(IReadOnlyList<Row> rows, CancellationToken stop)
    {
        while (await TryWriteAsync(rows).ConfigureAwait(false) is not null)
        {
            var alone = await Task.WhenAll(rows.Select(async r => (Row: r, Failure: await TryWriteAsync([r]).ConfigureAwait(false)))).ConfigureAwait(false);
            var failed = alone.Where(r => r.Failure is not null).ToList();
            if (failed.Count == 0)
            {
                return;
            }

            MeterLog.LedgerWriteFailed(log, failed.Count, failed[0].Failure!);
            rows = failed.ConvertAll(r => r.Row);
            await Task.Delay(RetryDelay, time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Null when they are on disk, else why not.</summary>
    private async Task<Exception?> TryWriteAsync(IReadOnlyList<Row> rows)
    {
        try
        {
            await ledger.AppendAsync([.. rows.Select(r => r.Value)]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return e;
        }

        foreach (var row in rows)
        {
            OnWritten(row);
        }

        return null;
    }

    private void OnWritten(Row row)
    {
        row.Purse.OnRowWritten(row.Lease);
        if (Interlocked.Decrement(ref _pending) < options.MaxPendingRows && Volatile.Read(ref _capacity) is not null)
        {
            lock (_lock)
            {
                _capacity?.TrySetResult();
                _capacity = null;
            }
        }
    }

    private readonly record struct Row(LedgerRow Value, SpendAccount Purse, AccountLease Lease);

    private sealed class FlushExpedite(LedgerWriter rows) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref rows._expedited);
    }
}
