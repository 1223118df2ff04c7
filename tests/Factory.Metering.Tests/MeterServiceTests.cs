using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Metering.Tests;

public sealed class MeterServiceTests
{
    [Fact]
    public async Task StopAsync_RowsCannotBeWrittenWhileAccountsClose_WritesThemBeforeItEnds()
    {
        var (time, grains, log) = (new FakeTimeProvider(MeterWorld.Start), new FakeGrains(), new FailureLog());
        var options = new MeterOptions { FlushDelay = TimeSpan.Zero };
        var lab = new MeterHarness(grains, time, options, isStarted: false);
        var recovery = new LeaseRecovery(new BudgetScanner(grains), lab.Ledger, grains, time, NullLogger<LeaseRecovery>.Instance);
        using var service = new MeterService(lab.Meter, recovery, grains, options, time, log);
        await service.StartAsync(CancellationToken.None);
        var isDiskBroken = true;
        lab.Ledger.BeforeAppend = _ => Volatile.Read(ref isDiskBroken) ? Task.FromException(new IOException("disk")) : Task.CompletedTask;
        var estimate = new CallEstimate(MeterWorld.Model, ModelApi.OpenAIChat, 0, 1_000, 1_000);
        var call = await lab.Meter.ReserveAsync(MeterWorld.Spenders[0], estimate, CancellationToken.None);
        call.Settle(new CallSettlement(CallOutcome.UsageMissing, null));

        var stopping = service.StopAsync(CancellationToken.None);
        await AdvanceUntilAsync(log.Failed);
        Volatile.Write(ref isDiskBroken, false);
        await AdvanceUntilAsync(stopping);

        lab.Ledger.Rows.Count.ShouldBe(1);

        async Task AdvanceUntilAsync(Task end)
        {
            while (!end.IsCompleted)
            {
                time.Advance(options.RowWriteTimeout);
                await Task.Yield();
            }

            await end;
        }
    }

    private sealed class FailureLog : ILogger<MeterService>
    {
        private readonly TaskCompletionSource _failed = new();

        /// <summary>Completes when closing the accounts has given up.</summary>
        public Task Failed => _failed.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (exception is TimeoutException)
            {
                _failed.TrySetResult();
            }
        }
    }
}
