using System.Threading.Channels;
using Factory.Contracts.Ledger;
using Factory.Domain.Ledger;
using Factory.Metering.Budgets;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Ledger;

/// <summary>
/// Writes ledger rows in the background: calls do not wait for them, and rows that arrive together share a write. A row
/// that cannot be written is tried until it can be; until then the lease that paid for it stays open.
/// </summary>
/// <remarks>
/// The lease must stay open because recovery takes what a partly closed lease has no row for as never spent: closed
/// first and crashed before the write, the money of the row could be spent again.
/// </remarks>
internal sealed partial class LedgerWriter(ILedger ledger, MeterOptions options, TimeProvider time, ILogger<LedgerWriter> log)
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

    /// <summary>
    /// Completes at once while fewer rows are pending than <see cref="MeterOptions.MaxPendingRows"/>; else when some
    /// have been written.
    /// </summary>
    public ValueTask WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        if (PendingCount < options.MaxPendingRows)
        {
            return ValueTask.CompletedTask;
        }

        // Checked again under the lock that wakes waiters, or the last write could end between the check and the wait.
        lock (_lock)
        {
            return PendingCount < options.MaxPendingRows
                ? ValueTask.CompletedTask
                : new((_capacity ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(
                    cancellationToken));
        }
    }

    /// <summary>Queues a row; never waits.</summary>
    public void Add(LedgerRow row, SpendAccount account, AccountLease lease)
    {
        _rows.Writer.TryWrite(new Row(row, account, lease));

        // A full batch gains nothing from waiting for more.
        if (Interlocked.Increment(ref _pending) == MaxBatchRows)
        {
            EndFlushDelay();
        }
    }

    /// <summary>
    /// Stops delaying writes to gather more rows, until the returned object is disposed. For callers that wait for rows
    /// to be on disk.
    /// </summary>
    public IDisposable ExpediteFlush()
    {
        Interlocked.Increment(ref _expedited);
        EndFlushDelay();
        return new FlushExpedite(this);
    }

    /// <summary>
    /// Declares that no more rows come: <see cref="RunAsync"/> ends when the pending ones are on disk.
    /// </summary>
    public void Complete()
    {
        _rows.Writer.TryComplete();
        _ = ExpediteFlush();
    }

    /// <summary>Writes rows as they arrive, until <see cref="Complete"/>.</summary>
    /// <param name="stop">Gives up rows that cannot be written: their leases stay open and are reconciled at the next
    /// start.</param>
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
        TaskCompletionSource delay;
        lock (_lock)
        {
            if (options.FlushDelay <= TimeSpan.Zero || PendingCount >= MaxBatchRows || Volatile.Read(ref _expedited) > 0)
            {
                return;
            }

            _flushDelay = delay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            await delay.Task.WaitAsync(options.FlushDelay, time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The rows that have arrived by now are written.
        }
    }

    private void EndFlushDelay()
    {
        lock (_lock)
        {
            _flushDelay?.TrySetResult();
        }
    }

    /// <summary>
    /// Writes all rows at once. Where that fails, each is written alone, so that one bad row does not hold the others
    /// back.
    /// </summary>
    private async Task WriteAsync(IReadOnlyList<Row> rows, CancellationToken stop)
    {
        while (await TryWriteAsync(rows).ConfigureAwait(false) is not null)
        {
            // In one go and awaited together: the store commits concurrent writes as a group.
            var alone = await Task.WhenAll(rows.Select(async r =>
                (Row: r, Failure: await TryWriteAsync([r]).ConfigureAwait(false)))).ConfigureAwait(false);
            var failed = alone.Where(r => r.Failure is not null).ToList();
            if (failed.Count == 0)
            {
                return;
            }

            LogWriteFailed(failed.Count, failed[0].Failure!);
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
        row.Account.OnRowWritten(row.Lease);
        if (Interlocked.Decrement(ref _pending) < options.MaxPendingRows && Volatile.Read(ref _capacity) is not null)
        {
            lock (_lock)
            {
                _capacity?.TrySetResult();
                _capacity = null;
            }
        }
    }

    private readonly record struct Row(LedgerRow Value, SpendAccount Account, AccountLease Lease);

    private sealed class FlushExpedite(LedgerWriter writer) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref writer._expedited);
    }
}
