using Factory.Contracts.Errors;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Factory.Storage.Health;

/// <summary>Reads the whole database once after each start, when the start is long over: damage is said before work meets it.</summary>
internal sealed class DatabaseIntegrityCheck(FactoryDatabase database) : BackgroundService
{
    /// <summary>From the start to the check.</summary>
    public static readonly TimeSpan StartDelay = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(StartDelay, database.Time, stoppingToken).ConfigureAwait(false);
            var first = await database.Reads.ReadAsync(
                static db => db.List(static r => r.GetString(0), "PRAGMA quick_check(1)").FirstOrDefault(), stoppingToken).ConfigureAwait(false);
            if (first != "ok")
            {
                database.Health.ReportDamage(new Problem(ErrorCodes.DataUnusable, $"{database.Options.DatabasePath} is damaged ({first}).", DatabaseFile.RestoreHint));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before it began.
        }
        catch (FactoryException e) when (e.InnerException is SqliteException)
        {
            database.Health.ReportDamage(new Problem(e.Code, e.Message, e.Hint));
        }
    }
}
