using System.Threading.Channels;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Ledger;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Factory.Metering.Ledger;
using Factory.TestKit.Builders;
using Factory.TestKit.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Metering.Tests.Ledger;

/// <summary>How ledger rows are gathered into writes.</summary>
public sealed class LedgerWriterTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly MeterOptions Options = new();

    private readonly ObservableTimeProvider _time = new(Given.Now);
    private readonly WriteList _ledger = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SpendAccount _account = new(Principal.ForKey("laptop"));
    private readonly AccountLease _lease;
    private readonly LedgerWriter _rows;
    private readonly Task _writing;

    public LedgerWriterTests()
    {
        _lease = _account.GetOrAddLease(new DateOnly(2030, 1, 1), () => LeaseId.Parse("lease-1"));
        _rows = new LedgerWriter(_ledger, Options, _time, NullLogger<LedgerWriter>.Instance);
        _writing = Task.Run(() => _rows.RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _account.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Add_RowsCloseTogether_ShareAWrite()
    {
        Add(1, 3);
        await _time.WaitForTimerAsync(Options.FlushDelay).WaitAsync(Patience);
        _rows.PendingCount.ShouldBe(3, "the first waits for the others");
        _time.Advance(Options.FlushDelay);
        (await _ledger.NextAsync()).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task ExpediteFlush_WhileHeld_WritesWithoutDelay()
    {
        using (_rows.ExpediteFlush())
        {
            Add(1, 1);
            (await _ledger.NextAsync()).ShouldBe(["1"]);
            Add(2, 1);
            (await _ledger.NextAsync()).ShouldBe(["2"]);
        }
    }

    [Fact]
    public async Task Add_FullBatch_IsWrittenWithoutDelay()
    {
        Add(1, 512);
        var count = 0;
        while (count < 512)
        {
            count += (await _ledger.NextAsync()).Count;
        }
    }

    [Fact]
    public async Task Complete_PendingRows_AreWrittenWithoutDelay()
    {
        Add(1, 2);
        _rows.Complete();
        await _writing.WaitAsync(Patience);
        _rows.PendingCount.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_OneRowFails_WritesTheOthers()
    {
        _ledger.Bad.Add("2");
        using var hurry = _rows.ExpediteFlush();
        Add(1, 3);
        var written = new List<string>();
        while (written.Count < 2)
        {
            written.AddRange(await _ledger.NextAsync());
        }

        written.Order().ShouldBe(["1", "3"]);
        var pause = TimeSpan.FromSeconds(1);
        await _time.WaitForTimerAsync(pause).WaitAsync(Patience);
        _rows.PendingCount.ShouldBe(1, "the bad one is tried again");
        _ledger.Bad.Clear();
        _time.Advance(pause);
        (await _ledger.NextAsync()).ShouldBe(["2"]);
    }

    private void Add(int first, int count)
    {
        for (var n = first; n < first + count; n++)
        {
            _rows.Add(Row(n.ToString(System.Globalization.CultureInfo.InvariantCulture)), _account, _lease);
        }
    }

    private static LedgerRow Row(string call) => new(
        call,
        LeaseId.Parse("lease-1"),
        new DateOnly(2030, 1, 1),
        default,
        PrincipalId.Parse("key-laptop"),
        null,
        null,
        null,
        null,
        null,
        Given.SmallModel,
        ModelApi.OpenAIChat,
        default,
        Usd.Zero,
        Billing.PayAsYouGo,
        CallOutcome.Succeeded,
        200,
        default,
        null,
        null);

    private sealed class WriteList : ILedger
    {
        private readonly Channel<List<string>> _writes = Channel.CreateUnbounded<List<string>>();

        public System.Collections.Concurrent.ConcurrentBag<string> Bad { get; } = [];

        public Task<List<string>> NextAsync() => _writes.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public Task AppendAsync(IReadOnlyList<LedgerRow> rows) => rows.Any(r => Bad.Contains(r.CallId))
            ? Task.FromException(new InvalidOperationException("a row that cannot be written"))
            : _writes.Writer.WriteAsync([.. rows.Select(r => r.CallId)]).AsTask();

        public Task<Usd> SumLeaseAsync(LeaseId lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
